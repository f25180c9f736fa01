import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { processWide } from '@/lib/process-wide';

/** The figures of this process, in Prometheus's terms. Labels are from closed lists, never from input. */
export function metrics() {
  return processWide('metrics', () => {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    return {
      registry,
      signIns: new Counter({
        name: 'csi_sign_ins_total',
        help: 'Attempts to sign in with a password, by outcome',
        labelNames: ['outcome'] as const,
        registers,
      }),
      ssoSignIns: new Counter({
        name: 'csi_sso_sign_ins_total',
        help: 'Answers of portals, by what came of them',
        labelNames: ['outcome'] as const,
        registers,
      }),
      lockouts: new Counter({
        name: 'csi_lockouts_total',
        help: 'Usernames locked by failed attempts',
        registers,
      }),
      passwordHashes: new Counter({
        name: 'csi_password_hashes_total',
        help: 'Argon2id computations: guess (against an account), decoy (against none), create, reuse',
        labelNames: ['purpose'] as const,
        registers,
      }),
      hashQueueWaiting: new Gauge({
        name: 'csi_hash_queue_waiting',
        help: 'Computations waiting for a place',
        registers,
      }),
      hashQueueRefused: new Counter({
        name: 'csi_hash_queue_refused_total',
        help: 'Computations refused because the wait would have been too long',
        registers,
      }),
      hashQueueWait: new Histogram({
        name: 'csi_hash_queue_wait_seconds',
        help: 'Time from asking for a place in the hash queue to getting it',
        buckets: [0.001, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10],
        registers,
      }),
      passwordResets: new Counter({
        name: 'csi_password_resets_total',
        help: 'Requests for a new password by what was decided, and resets by a mailed link',
        labelNames: ['outcome'] as const,
        registers,
      }),
      portalLogouts: new Counter({
        name: 'csi_portal_logouts_total',
        help: 'Logouts that a portal told of: ended, nothing_to_end, refused, unavailable (its keys were away)',
        labelNames: ['outcome'] as const,
        registers,
      }),
      samlCertificateExpiry: new Gauge({
        name: 'csi_saml_certificate_expiry_seconds',
        help: "Time until the last certificate of the portal, or of its metadata's signature, or the first of our own in use runs out; negative when it is over",
        labelNames: ['utility', 'whose'] as const,
        registers,
      }),
      samlMetadataValidity: new Gauge({
        name: 'csi_saml_metadata_valid_seconds',
        help: "Time until a portal's metadata runs out by its own word (validUntil), when nobody can sign in; negative when it is over",
        labelNames: ['utility'] as const,
        registers,
      }),
      samlMetadataAge: new Gauge({
        name: 'csi_saml_metadata_age_seconds',
        help: "Time since a portal's metadata was last found good at its address",
        labelNames: ['utility'] as const,
        registers,
      }),
      mails: new Counter({
        name: 'csi_mails_total',
        help: 'Mails by template and by what became of them: sent, delayed, refused, given_up',
        labelNames: ['mail', 'outcome'] as const,
        registers,
      }),
      mailQueueDepth: new Gauge({
        name: 'csi_mail_queue_depth',
        help: 'Mails waiting to be accepted by the mail server, over all utilities and servers',
        registers,
      }),
      mailQueueAge: new Gauge({
        name: 'csi_mail_queue_age_seconds',
        help: 'How long the oldest waiting mail has waited',
        registers,
      }),
      requests: new Histogram({
        name: 'csi_request_duration_seconds',
        help: 'Requests by kind of address and status class',
        labelNames: ['route', 'status'] as const,
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
        registers,
      }),
    };
  });
}

type Measure = (now: Date) => Promise<void>;

const measures = () => processWide('measures', () => new Map<string, Measure>());

/** Has something read into the metrics each time that somebody asks for them; it tells its own failures. */
export function measureWhenAsked(name: string, measure: Measure): void {
  measures().set(name, measure);
}

/** Reads everything anew that {@link measureWhenAsked} was told of. */
export async function measureNow(now: Date): Promise<void> {
  for (const measure of measures().values()) await measure(now);
}
