/** Somebody whom a staff portal knows. */
export interface PortalPerson {
  /** Names the person for ever, whatever their username becomes. */
  subject: string;
  username: string;
  fullName: string;
  email: string;
  groups: readonly string[];
}

/** Who signs in with these, or null. */
export type FindPerson = (
  username: string,
  password: string,
) => PortalPerson | null | Promise<PortalPerson | null>;

export const PORTAL_PASSWORD = 'portal-pass-1';
export const PORTAL_USERNAMES = ['alice', 'bob', 'carol'] as const;

type Username = (typeof PORTAL_USERNAMES)[number];

/** Both utilities have an Alice, a Bob and a Carol; they are not the same people. */
function staffOf(mailDomain: string, subjects: Record<Username, string>) {
  const person = (username: Username, fullName: string, groups: string[]): PortalPerson => ({
    subject: subjects[username],
    username,
    fullName,
    email: `${username}@${mailDomain}`,
    groups,
  });
  return [
    person('alice', 'Alice Archer', ['csi-reps']),
    person('bob', 'Bob Brooks', ['csi-reps', 'csi-admins']),
    person('carol', 'Carol Chen', []),
  ];
}

function finder(staff: readonly PortalPerson[]): FindPerson {
  return (username, password) => {
    const found = staff.find((candidate) => candidate.username === username.toLowerCase());
    return found && password === PORTAL_PASSWORD ? found : null;
  };
}

/** The staff of the demo's Valley Water. */
export const findValleyPerson = finder(
  staffOf('valleywater.example', {
    alice: '7f0c1f6e-3a55-4a0e-9d0b-6f6f0d0c5b21',
    bob: 'c2b9e7d4-81f3-4c6a-a1d7-0e5b93f2a468',
    carol: 'e94d2a08-5c17-4b7f-8e36-d1a07c4f9b53',
  }),
);

/** The staff of the demo's Summit Gas. */
export const findSummitPerson = finder(
  staffOf('summitgas.example', {
    alice: '0b6d53c8-9a1e-4c55-b7f2-3d84e1a6c970',
    bob: '58e2f7a1-6c04-4f9b-8d3e-a97b10c4d256',
    carol: 'd3a90e47-f158-4b62-9c8a-4e06b5d7f183',
  }),
);
