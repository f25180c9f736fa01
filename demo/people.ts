import type { Role } from '@/lib/utilities/utility';

/** Somebody at Harbor Power who only fills its lists: nobody knows their password. */
export interface Person {
  /** How long ago they last signed in, in minutes; null for who never did. */
  lastSignInMinutesAgo: number | null;
  state: 'active' | 'disabled' | 'temporary' | 'temporary expired';
  username: string;
  fullName: string;
  email: string;
  roles: Role[];
}

const FIRST_NAMES = [
  'Aaliyah',
  'André',
  'Beatriz',
  'Caoimhe',
  'Chloë',
  'Dmitri',
  'Elif',
  'François',
  'Grace',
  'Hiroshi',
  'Imani',
  'José',
  'Kateřina',
  'Lakshmi',
  'Malik',
  'Nadia',
  'Óscar',
  'Renée',
  'Søren',
  'Thandiwe',
  'Wei',
];

const LAST_NAMES = [
  'Adeyemi',
  'Bergström',
  "D'Angelo",
  'Fernández',
  'García-Lorca',
  'Haddad',
  'Ibrahim',
  'Jørgensen',
  'Kowalczyk',
  'MacDonald',
  'Nguyen',
  'Novák',
  "O'Brien",
  'Papadopoulos',
  'Rossi',
  'Saint-Clair',
  'Tanaka',
  'Urquhart',
  'van der Berg',
  'Whitfield',
];

/** As many people as can share the names without anybody standing twice in the list. */
export const PEOPLE: readonly Person[] = Array.from({ length: 412 }, (_, number) => {
  // 21 and 20 have no common divisor: pairs repeat only after 420 people.
  const first = FIRST_NAMES[number % FIRST_NAMES.length] ?? '';
  const last = LAST_NAMES[number % LAST_NAMES.length] ?? '';
  const username = asUsername(first + last);
  return {
    username,
    fullName: `${first} ${last}`,
    email: `${username}@harbor.example`,
    roles: rolesOf(number),
    ...stateOf(number),
  };
});

/** A few of each kind, and sign-ins over the last weeks. */
function stateOf(number: number): Pick<Person, 'state' | 'lastSignInMinutesAgo'> {
  if (number % 53 === 52) return { state: 'temporary', lastSignInMinutesAgo: null };
  if (number % 71 === 70) return { state: 'temporary expired', lastSignInMinutesAgo: null };
  const lastSignInMinutesAgo = 7 + ((number * 7_919) % 40_000);
  return { state: number % 31 === 30 ? 'disabled' : 'active', lastSignInMinutesAgo };
}

function rolesOf(number: number): Role[] {
  if (number % 28 === 27) return ['CSR', 'CSA'];
  if (number % 9 === 8) return ['CSR', 'BILL_ADVISOR'];
  return ['CSR'];
}

/** What a supervisor would make of a name: lower case, no accents, no spaces. */
function asUsername(name: string): string {
  const plain = name.normalize('NFD').replaceAll('ø', 'o').toLowerCase();
  return plain.replace(/[^a-z]/g, '');
}
