import type { Role } from '@/lib/utilities/utility';

/** An account that each start puts back as it stands here. */
export interface DemoAccount {
  utilityId: 'harbor' | 'valley';
  username: string;
  fullName: string;
  email: string;
  roles: Role[];
  password: string;
  state: 'active' | 'temporary' | 'temporary expired' | 'locked' | 'disabled';
}

export const HARBOR_PASSWORD = 'Lantern-Bay-27';
export const TEMPORARY_PASSWORD = 'Welcome-Aboard-31';
export const VALLEY_PASSWORD = 'quiet river runs past noon';

function harbor(username: string, fullName: string, other: Partial<DemoAccount> = {}): DemoAccount {
  return {
    utilityId: 'harbor',
    username,
    fullName,
    email: `${username}@harbor.example`,
    roles: ['CSR'],
    password: HARBOR_PASSWORD,
    state: 'active',
    ...other,
  };
}

const twins = { email: 'twins@harbor.example' };

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  harbor('danaortiz', 'Dana Ortiz', { roles: ['CSA'] }),
  harbor('samlee', 'Sam Lee'),
  harbor('priyanair', 'Priya Nair', { roles: ['CSR', 'BILL_ADVISOR'] }),
  harbor('newhire', 'Nora Newhire', { password: TEMPORARY_PASSWORD, state: 'temporary' }),
  harbor('oldhire', 'Oscar Oldhire', { password: TEMPORARY_PASSWORD, state: 'temporary expired' }),
  harbor('lockedout', 'Luca Lockedout', { state: 'locked' }),
  harbor('gonehome', 'Grace Gonehome', { state: 'disabled' }),
  harbor('twinone', 'Tess Twinone', twins),
  harbor('twintwo', 'Theo Twintwo', twins),
  {
    utilityId: 'valley',
    username: 'ericstone',
    fullName: 'Eric Stone',
    email: 'ericstone@valley.example',
    roles: ['CSA'],
    password: VALLEY_PASSWORD,
    state: 'active',
  },
];
