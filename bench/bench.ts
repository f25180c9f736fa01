/**
 * Measures what the product promises about its speed and size, all in one run on one machine, and
 * prints a table: `npm run bench -- [--only <name>] [--quick] [--away <seconds>]`. A measurement,
 * not a test: it fails only where it cannot measure.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildForBench } from '@/bench/build';
import { demoStart } from '@/bench/demo-start';
import { type Counts, type Figure, FULL, QUICK, table } from '@/bench/figure';
import { firstPaint } from '@/bench/first-paint';
import { homePage } from '@/bench/home-page';
import { idleTabs } from '@/bench/idle-tabs';
import {
  type BenchServer,
  type Installation,
  onServer,
  startInstallation,
} from '@/bench/installation';
import { layoutShift } from '@/bench/layout-shift';
import { mailQueue } from '@/bench/mail-queue';
import { memory } from '@/bench/memory';
import { oidc } from '@/bench/oidc';
import { addPeople, type BenchPerson } from '@/bench/people';
import { stolenSeconds } from '@/bench/processes';
import { resetMail } from '@/bench/reset-mail';
import { resetTime } from '@/bench/reset-time';
import { saml } from '@/bench/saml';
import { scriptSize } from '@/bench/script-size';
import { signInEfficiency } from '@/bench/sign-in-efficiency';
import { userImport } from '@/bench/user-import';
import { userList } from '@/bench/user-list';
import { CHECKOUT } from '@/demo/postgres-binaries';

type Measure = (
  server: BenchServer,
  people: readonly BenchPerson[],
  counts: Counts,
) => Promise<Figure[]>;

/** Each on a server that has just been started. */
const ON_A_SERVER: Record<string, Measure> = {
  'sign-in': signInEfficiency,
  home: homePage,
  script: scriptSize,
  paint: firstPaint,
  'layout-shift': layoutShift,
  'idle-tabs': idleTabs,
  memory,
};

/** Each starts the servers that it needs. */
const ON_AN_INSTALLATION: Record<
  string,
  (installation: Installation, counts: Counts, people: readonly BenchPerson[]) => Promise<Figure[]>
> = {
  'reset-time': resetTime,
  'reset-mail': resetMail,
  'mail-queue': mailQueue,
  'user-import': userImport,
  'user-list': userList,
  oidc,
  saml,
};

const NAMES = [...Object.keys(ON_A_SERVER), ...Object.keys(ON_AN_INSTALLATION), 'demo'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      away: { type: 'string' },
    },
  });
  const { only, quick, away } = values;
  if (only !== undefined && !NAMES.includes(only)) {
    throw new Error(`--only takes one of: ${NAMES.join(', ')}`);
  }
  const counts = { ...(quick ? QUICK : FULL), ...(away ? { awaySeconds: secondsOf(away) } : {}) };
  const names = NAMES.filter((name) => only === undefined || name === only);
  const machine = describeMachine();
  console.log(`Measuring on ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}.`);
  const start = performance.now();
  const stolen = stolenSeconds();
  const figures = await measureOnServers(names, counts);
  if (names.includes('demo'))
    figures.push(...(await step('demo', () => orWhyNot('demo', demoStart))));
  const seconds = (performance.now() - start) / 1000;
  const stolenShare = (stolenSeconds() - stolen) / seconds / machine.cores;
  console.log(`\n${table(figures)}\n`);
  console.log(
    `${Math.round(seconds)} s; other guests of the machine took ${(100 * stolenShare).toFixed(1)} % of its CPU time.`,
  );
  if (quick || only) return;
  const results = { at: new Date().toISOString(), machine, seconds, stolenShare, figures };
  writeFileSync(join(CHECKOUT, 'bench/results.json'), `${JSON.stringify(results, null, 2)}\n`);
}

/** How long the OpenID provider is away: not so short that nobody notices. */
function secondsOf(away: string): number {
  const seconds = Number(away);
  if (!(seconds >= 20)) throw new Error('--away takes seconds, 20 at least');
  return seconds;
}

async function measureOnServers(names: readonly string[], counts: Counts): Promise<Figure[]> {
  const isWanted = ([name]: [string, unknown]) => names.includes(name);
  const measures = Object.entries(ON_A_SERVER).filter(isWanted);
  const others = Object.entries(ON_AN_INSTALLATION).filter(isWanted);
  if (measures.length + others.length === 0) return [];
  await step('production build with the bare page', async () => buildForBench());
  const installation = await step('database', startInstallation);
  try {
    const people = await step(`${counts.accounts} accounts`, () => addPeople(counts.accounts));
    const figures: Figure[] = [];
    for (const [name, measure] of measures) {
      const run = () =>
        onServer(installation, undefined, (server) => measure(server, people, counts));
      figures.push(...(await step(name, () => orWhyNot(name, run))));
    }
    for (const [name, measure] of others) {
      const run = () => measure(installation, counts, people);
      figures.push(...(await step(name, () => orWhyNot(name, run))));
    }
    return figures;
  } finally {
    await installation.stop();
  }
}

/** One figure that cannot be had does not take the others along. */
async function orWhyNot(name: string, measure: () => Promise<Figure[]>): Promise<Figure[]> {
  try {
    return await measure();
  } catch (error) {
    process.exitCode = 1;
    const measured = error instanceof Error ? error.message : String(error);
    return [{ name, value: 'not measured', reach: '', reached: null, measured }];
  }
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'an unknown CPU',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    loadAtStart: loadavg()[0],
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
});
