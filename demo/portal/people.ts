/** Somebody whom the staff portal knows. */
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

function person(
  subject: string,
  username: string,
  fullName: string,
  groups: string[],
): PortalPerson {
  return { subject, username, fullName, email: `${username}@valleywater.example`, groups };
}

const PEOPLE = [
  person('7f0c1f6e-3a55-4a0e-9d0b-6f6f0d0c5b21', 'alice', 'Alice Archer', ['csi-reps']),
  person('c2b9e7d4-81f3-4c6a-a1d7-0e5b93f2a468', 'bob', 'Bob Brooks', ['csi-reps', 'csi-admins']),
  person('e94d2a08-5c17-4b7f-8e36-d1a07c4f9b53', 'carol', 'Carol Chen', []),
];

/** The staff of the demo's Valley Water. */
export const findDemoPerson: FindPerson = (username, password) => {
  const found = PEOPLE.find((candidate) => candidate.username === username.toLowerCase());
  return found && password === PORTAL_PASSWORD ? found : null;
};
