import { inOrder, type Problem, type ReadRow } from '@/lib/users/import/row-rules';

/** An account that has a line's username already. */
export interface Occupant {
  userId: string;
  usernameKey: string;
  fullName: string;
  emailKey: string;
  roles: string[];
  signInMethod: 'password' | 'sso';
}

/** What must be known beside a line to say what becomes of it. */
export interface Surroundings {
  /** By compared username. */
  accounts: ReadonlyMap<string, Occupant>;
  /** The line of the file that has the username first, by compared username. */
  earlierLines: ReadonlyMap<string, number>;
  /** Compared usernames of those who have an address, here and earlier in the file. */
  usersOfEmail: ReadonlyMap<string, readonly string[]>;
}

export type Settled = ReadRow & {
  state: 'good' | 'present' | 'faulty';
  emailShared: boolean;
  userId: string | null;
};

/**
 * What becomes of a line: its person can be added, is there already exactly as the file has them, or
 * something is wrong. A line with problems stands in nobody's way.
 */
export function settleRow(row: ReadRow, around: Surroundings): Settled {
  const occupant = around.accounts.get(row.usernameKey);
  const earlier = around.earlierLines.get(row.usernameKey);
  const problems = [...row.problems];
  const isSame = occupant !== undefined && problems.length === 0 && isSamePerson(row, occupant);
  if (earlier !== undefined) {
    problems.push({ column: 'username', code: 'username_twice', line: earlier } satisfies Problem);
  } else if (occupant && !isSame) {
    problems.push({ column: 'username', code: 'username_taken' } satisfies Problem);
  }
  const others = around.usersOfEmail.get(row.emailKey) ?? [];
  const isFaulty = problems.length > 0;
  return {
    ...row,
    problems: inOrder(problems),
    state: isFaulty ? 'faulty' : isSame ? 'present' : 'good',
    emailShared: !isFaulty && others.some((username) => username !== row.usernameKey),
    userId: !isFaulty && isSame ? occupant.userId : null,
  };
}

type PersonOfRow = Pick<ReadRow, 'fullName' | 'emailKey' | 'roles' | 'signInMethod'>;

/** Whether an account is just as a line of the file has it. */
export function isSamePerson(row: PersonOfRow, account: Omit<Occupant, 'userId' | 'usernameKey'>) {
  const roles = (of: readonly string[]) => [...of].sort().join();
  return (
    row.fullName === account.fullName &&
    row.emailKey === account.emailKey &&
    row.signInMethod === account.signInMethod &&
    roles(row.roles) === roles(account.roles)
  );
}
