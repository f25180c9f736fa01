import type { KeyPurpose, KeyState } from '@/lib/sso/saml/service-keys';

/** Everything of a utility's SAML portal that is good until an instant. */
export interface SamlDeadlines {
  /** The ends of the certificates that the portal signs with. */
  portal: Date[];
  /** Our own keys'. */
  service: { purpose: KeyPurpose; state: KeyState; expiresAt: Date }[];
  /** The ends of what must have signed the portal's metadata (`sso.metadataCertificate`). */
  metadata: Date[];
  /** The portal's description, where it says how long it is good (`validUntil`). */
  description: { validUntil: Date; takenAt: Date; isRefreshed: boolean } | null;
}

/** Whose certificate it is: the portal's, ours, or the one that signs metadata. */
export const CERTIFICATE_OF = ['portal', 'service', 'metadata'] as const;
export type CertificateOf = (typeof CERTIFICATE_OF)[number];

export interface RunningOut {
  whose: CertificateOf | 'description';
  expiresAt: Date;
  isOver: boolean;
  /** Whether its successor is there already: of ours one that can be switched to, of others one that counts. */
  hasSuccessor: boolean;
}

export const ANNOUNCED_DAYS = 30;
const ANNOUNCED_MS = ANNOUNCED_DAYS * 86_400_000;

/** What is over, or will be within thirty days; nothing of what lasts longer. */
export function certificatesRunningOut(deadlines: SamlDeadlines, now: Date): RunningOut[] {
  const { portal, metadata, service } = deadlines;
  return [
    ...amongSeveral('portal', portal, now),
    ...amongSeveral('metadata', metadata, now),
    ...ofService(service, now),
    ...ofDescription(deadlines.description, now),
  ];
}

/**
 * Until when nobody needs to do anything, by whose certificate it is; undefined where there is none. Where
 * several are good at once that is the end of the last; of our own keys of the first that is in use.
 */
export function certificateEnds({
  portal,
  service,
  metadata,
}: SamlDeadlines): Record<CertificateOf, Date | undefined> {
  return {
    portal: latest(portal),
    service: earliest(inUse(service).map(({ expiresAt }) => expiresAt)),
    metadata: latest(metadata),
  };
}

/** Each of them is good by itself: while another lasts, nobody needs to act. */
function amongSeveral(
  whose: 'portal' | 'metadata',
  ends: readonly Date[],
  now: Date,
): RunningOut[] {
  const [first, last] = [earliest(ends), latest(ends)];
  if (!first || !last || !isAnnounced(first, now)) return [];
  return isAnnounced(last, now)
    ? [runningOut(whose, last, now, false)]
    : [runningOut(whose, first, now, true)];
}

function ofService(keys: SamlDeadlines['service'], now: Date): RunningOut[] {
  const ending = inUse(keys).filter(({ expiresAt }) => isAnnounced(expiresAt, now));
  const first = earliest(ending.map(({ expiresAt }) => expiresAt));
  if (!first) return [];
  const hasSuccessor = ending.every(({ purpose }) =>
    keys.some((key) => key.purpose === purpose && key.state === 'next'),
  );
  return [runningOut('service', first, now, hasSuccessor)];
}

/**
 * One that is looked for by itself may be good for hours at a time; it is announced when half of its time
 * has passed and no newer one came.
 */
function ofDescription(description: SamlDeadlines['description'], now: Date): RunningOut[] {
  if (!description) return [];
  const { validUntil, takenAt, isRefreshed } = description;
  const half = (takenAt.getTime() + validUntil.getTime()) / 2;
  const isOld = !isRefreshed || now.getTime() >= half;
  return isOld && isAnnounced(validUntil, now)
    ? [runningOut('description', validUntil, now, false)]
    : [];
}

function runningOut(
  whose: RunningOut['whose'],
  expiresAt: Date,
  now: Date,
  hasSuccessor: boolean,
): RunningOut {
  return { whose, expiresAt, isOver: expiresAt <= now, hasSuccessor };
}

function inUse(keys: SamlDeadlines['service']): SamlDeadlines['service'] {
  return keys.filter(({ state }) => state === 'current');
}

function isAnnounced(end: Date, now: Date): boolean {
  return end.getTime() - now.getTime() <= ANNOUNCED_MS;
}

function earliest(ends: readonly Date[]): Date | undefined {
  return [...ends].sort((a, b) => a.getTime() - b.getTime())[0];
}

function latest(ends: readonly Date[]): Date | undefined {
  return [...ends].sort((a, b) => b.getTime() - a.getTime())[0];
}
