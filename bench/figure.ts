/** One line of the table. */
export interface Figure {
  name: string;
  /** What was found, with its unit. */
  value: string;
  /** What it is held against, as `at least 0.75`; empty for a line that only explains another. */
  reach: string;
  /** Null where there is nothing to reach. */
  reached: boolean | null;
  /** How it was measured and how far to trust it. */
  measured: string;
  /** The numbers behind it, for bench/results.json. */
  details?: Record<string, unknown>;
}

/** How much to do; `--quick` is for working on the benchmark, its figures mean nothing. */
export interface Counts {
  signIns: number;
  rounds: number;
  accounts: number;
  pagesARound: number;
  calibrationHashes: number;
  waiting: number;
  /** Of requests for a new password, of each kind of address. */
  resetSamples: number;
  resetMinutes: number;
  queuedMails: number;
  manyUsers: number;
  manyUtilities: number;
  importedPeople: number;
  /** Of somebody else, before an import is under way. */
  othersAsks: number;
  keyChangeSeconds: number;
  /** How long the OpenID provider is away, and how often shortly, for its returns. */
  awaySeconds: number;
  returns: number;
  /** Of each hostile SAML body, for its time; and of all in a round, for memory. */
  hostileTimes: number;
  hostilePosts: number;
}

export const FULL: Counts = {
  signIns: 2000,
  rounds: 5,
  accounts: 500,
  pagesARound: 600,
  calibrationHashes: 200,
  waiting: 500,
  resetSamples: 5000,
  resetMinutes: 3,
  queuedMails: 10_000,
  manyUsers: 1_000_000,
  manyUtilities: 2_000,
  importedPeople: 50_000,
  othersAsks: 600,
  keyChangeSeconds: 60,
  awaySeconds: 60,
  returns: 8,
  hostileTimes: 20,
  hostilePosts: 200,
};

export const QUICK: Counts = {
  signIns: 200,
  rounds: 2,
  accounts: 60,
  pagesARound: 100,
  calibrationHashes: 40,
  waiting: 60,
  resetSamples: 200,
  resetMinutes: 0.2,
  queuedMails: 500,
  manyUsers: 50_000,
  manyUtilities: 50,
  importedPeople: 2_000,
  othersAsks: 90,
  keyChangeSeconds: 15,
  awaySeconds: 20,
  returns: 2,
  hostileTimes: 5,
  hostilePosts: 50,
};

/** The figures as a table that a terminal 100 columns wide shows without wrapping. */
export function table(figures: readonly Figure[]): string {
  return figures
    .map(({ name, value, reach, reached, measured }) => {
      const verdict = reached === null ? '' : reached ? 'reached' : 'NOT REACHED';
      const head = `${name.padEnd(44)}${value.padStart(16)}  ${reach.padEnd(18)}${verdict}`;
      return [head.trimEnd(), ...wrapped(measured, 94).map((line) => `    ${line}`)].join('\n');
    })
    .join('\n\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
