import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

/**
 * The database. `utility_id` leads every primary key, foreign key and index, so that no row can
 * point across utilities and every hot statement touches one utility. The one exception is the
 * domain of a utility, which must be unique over the installation because it selects the utility.
 */

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Milliseconds are what JavaScript's Date keeps; a finer column would not equal what was written. */
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const utilities = pgTable('utilities', {
  utilityId: text('utility_id').primaryKey(),
  /** The utility as the operator wrote it, validated, defaults left out (lib/utilities). */
  document: jsonb('document').notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const utilityDomains = pgTable(
  'utility_domains',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    domain: text('domain').notNull(),
    /** 0 is the canonical one. */
    position: integer('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.domain] }),
    uniqueIndex('utility_domains_domain').on(t.domain),
  ],
);

/** What `${NAME}` in a utility's YAML stood for when it was applied, encrypted. */
export const utilitySecrets = pgTable(
  'utility_secrets',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** The setting's path, as `sso.clientSecret`. */
    field: text('field').notNull(),
    /** Which of AUTH_SECRET's values encrypted it (lib/tokens, keyId). */
    keyId: text('key_id').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.field] })],
);

/** The content of the files that a utility's YAML names (logo, metadata, certificate). */
export const utilityFiles = pgTable(
  'utility_files',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** The setting's path, as `brand.logo`. */
    field: text('field').notNull(),
    mediaType: text('media_type').notNull(),
    content: bytea('content').notNull(),
    /** SHA-256 of the content, hex. */
    digest: text('digest').notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.field] })],
);

export const users = pgTable(
  'users',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull(),
    username: text('username').notNull(),
    /** The username as it is compared (lib/accounts/username-rules). */
    usernameKey: text('username_key').notNull(),
    fullName: text('full_name').notNull(),
    email: text('email').notNull(),
    /** The address as it is compared (lib/accounts/email-rules). */
    emailKey: text('email_key').notNull(),
    roles: text('roles').array().notNull(),
    signInMethod: text('sign_in_method', { enum: ['password', 'sso'] }).notNull(),
    /** PHC string, or null for an account that signs in by SSO. */
    passwordHash: text('password_hash'),
    passwordKind: text('password_kind', { enum: ['temporary', 'personal'] }),
    passwordSetAt: instant('password_set_at'),
    /** The first instant at which a temporary password is no longer accepted. */
    temporaryExpiresAt: instant('temporary_expires_at'),
    disabledAt: instant('disabled_at'),
    lastSignInAt: instant('last_sign_in_at'),
    /** Kept with the person, so that a rolled AUTH_SECRET opens no lock. */
    lockKey: bytea('lock_key').notNull(),
    /** Raised by every edit; two administrators do not overwrite each other unknowingly. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.userId] }),
    uniqueIndex('users_username').on(t.utilityId, t.usernameKey),
    uniqueIndex('users_lock_key').on(t.utilityId, t.lockKey),
    index('users_email').on(t.utilityId, t.emailKey),
    check(
      'users_password_or_sso',
      sql`(${t.signInMethod} = 'password') = (${t.passwordHash} is not null and ${t.passwordKind} is not null and ${t.passwordSetAt} is not null)`,
    ),
    check(
      'users_temporary_expires',
      sql`(coalesce(${t.passwordKind}, '') = 'temporary') = (${t.temporaryExpiresAt} is not null)`,
    ),
    check('users_roles', sql`${t.roles} <@ array['CSR','CSA','BILL_ADVISOR']::text[]`),
  ],
);

export const passwordHistory = pgTable(
  'password_history',
  {
    utilityId: text('utility_id').notNull(),
    userId: uuid('user_id').notNull(),
    setAt: instant('set_at').notNull(),
    passwordHash: text('password_hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.userId, t.setAt] }),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
  ],
);

/**
 * Failed attempts at a username, whether an account has it or not (lib/lockout). The row is found
 * by a keyed hash: what was typed is kept nowhere.
 */
export const lockouts = pgTable(
  'lockouts',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    lockKey: bytea('lock_key').notNull(),
    failed: integer('failed').notNull(),
    /** Attempts being compared at this moment: claim id → when it was made, in epoch milliseconds. */
    openClaims: jsonb('open_claims').$type<Record<string, number>>().notNull(),
    lockedAt: instant('locked_at'),
    lastAttemptAt: instant('last_attempt_at').notNull(),
  },
  // No index on the times: they change with every attempt, and only housekeeping asks for them.
  (t) => [primaryKey({ columns: [t.utilityId, t.lockKey] })],
);

/** One row a failed attempt; what the throttle counts (lib/throttle). */
export const throttleFailures = pgTable(
  'throttle_failures',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    failureId: bigint('failure_id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    addressKey: text('address_key').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.failureId] }),
    index('throttle_failures_address').on(t.utilityId, t.addressKey, t.at),
    index('throttle_failures_at').on(t.utilityId, t.at),
  ],
);

/** Addresses from which somebody of the utility has signed in. */
export const knownAddresses = pgTable(
  'known_addresses',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    addressKey: text('address_key').notNull(),
    lastSignInAt: instant('last_sign_in_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.addressKey] }),
    index('known_addresses_last_sign_in').on(t.utilityId, t.lastSignInAt),
  ],
);

/** The truth about who is signed in. The cookie holds the secret, the row its SHA-256. */
export const sessions = pgTable(
  'sessions',
  {
    utilityId: text('utility_id').notNull(),
    sessionId: uuid('session_id').notNull(),
    userId: uuid('user_id').notNull(),
    secretHash: bytea('secret_hash').notNull(),
    /** The secret before the last change of it, good for nothing but the same click (lib/session). */
    previousSecretHash: bytea('previous_secret_hash'),
    rotatedAt: instant('rotated_at'),
    method: text('method', { enum: ['password', 'sso'] }).notNull(),
    createdAt: instant('created_at').notNull(),
    lastActiveAt: instant('last_active_at').notNull(),
    endedAt: instant('ended_at'),
    endReason: text('end_reason'),
    clientAddress: text('client_address').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.sessionId] }),
    uniqueIndex('sessions_secret').on(t.utilityId, t.secretHash),
    index('sessions_previous_secret').on(t.utilityId, t.previousSecretHash),
    index('sessions_user').on(t.utilityId, t.userId),
    index('sessions_created').on(t.utilityId, t.createdAt),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
  ],
);

/**
 * Requests for a new password (lib/password-reset). The row is inserted by the same statement whatever
 * is known about the address; a worker decides on it later.
 */
export const resetRequests = pgTable(
  'reset_requests',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** In the link, beside the secret. */
    resetRequestId: uuid('reset_request_id').notNull(),
    requestedAt: instant('requested_at').notNull(),
    /** Which of AUTH_SECRET's values sealed the address and makes the link's secret. */
    keyId: text('key_id').notNull(),
    /** What was typed, encrypted; taken away by the decision, since most of it is nobody's address. */
    sealedAddress: bytea('sealed_address'),
    /** A keyed hash of the address as it is compared: what the limit per address counts. */
    addressKey: bytea('address_key').notNull(),
    /** What the limit per client counts (lib/throttle). */
    clientKey: text('client_key').notNull(),
    clientAddress: text('client_address'),
    requestId: text('request_id').notNull(),
    /** When a server that could not decide lets it be tried again, by whichever can. */
    decideAfter: instant('decide_after').notNull(),
    decidedAt: instant('decided_at'),
    outcome: text('outcome', {
      enum: ['link', 'locked', 'portal', 'shared', 'nobody', 'throttled', 'unreadable'],
    }),
    /** Of the account that got a link; everything below is set for it only. */
    userId: uuid('user_id'),
    /** SHA-256 of the secret in the link. */
    secretHash: bytea('secret_hash'),
    /** The first instant at which the link is no longer accepted. */
    expiresAt: instant('expires_at'),
    /** The password and the address that the account had: with either of them the link goes. */
    passwordSetAt: instant('password_set_at'),
    emailKey: text('email_key'),
    replacedAt: instant('replaced_at'),
    usedAt: instant('used_at'),
    /** New passwords that were examined, and after its use forms that were sent again. */
    tries: integer('tries').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.resetRequestId] }),
    index('reset_requests_client').on(t.utilityId, t.clientKey, t.requestedAt),
    index('reset_requests_address').on(t.utilityId, t.addressKey, t.requestedAt),
    index('reset_requests_user').on(t.utilityId, t.userId),
    index('reset_requests_undecided').on(t.decideAfter).where(sql`${t.decidedAt} is null`),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
    check(
      'reset_requests_link',
      sql`(coalesce(${t.outcome}, '') = 'link') = (${t.userId} is not null and ${t.secretHash} is not null and ${t.expiresAt} is not null and ${t.passwordSetAt} is not null and ${t.emailKey} is not null)`,
    ),
  ],
);

/** Requests that were answered with nothing because several accounts share the address. */
export const sharedEmailBlocks = pgTable(
  'shared_email_blocks',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    emailKey: text('email_key').notNull(),
    blocked: integer('blocked').notNull(),
    lastBlockedAt: instant('last_blocked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.emailKey] })],
);

/** Mails on their way (lib/mail): which one and about whom, never its text. Gone when settled. */
export const mailOutbox = pgTable(
  'mail_outbox',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    mailId: uuid('mail_id').notNull(),
    kind: text('kind', {
      enum: [
        'forgot_password',
        'account_locked',
        'sign_in_at_portal',
        'password_changed',
        'password_reset',
        'password_reset_by_administrator',
      ],
    }).notNull(),
    /** No foreign key: a mail whose person is gone is settled like any other, and told of. */
    userId: uuid('user_id').notNull(),
    /** For a mail that answers a request for a new password. */
    resetRequestId: uuid('reset_request_id'),
    /** When it happened, what the mail tells. */
    occurredAt: instant('occurred_at').notNull(),
    requestId: text('request_id').notNull(),
    /** When to try next; while a process is at it, when its lease ends. */
    dueAt: instant('due_at').notNull(),
    /** The process that is at it. */
    leasedBy: uuid('leased_by'),
    /** Failed attempts so far. */
    failures: integer('failures').notNull(),
    /** From when on nobody has use for it. */
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.mailId] }),
    // A work queue is asked over all utilities, by time.
    index('mail_outbox_due').on(t.dueAt),
  ],
);

/**
 * What happened to the utility's accounts (lib/audit). Rows name people by id and by the name they
 * had; no foreign key, so that the trail outlives the account.
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    utilityId: text('utility_id').notNull(),
    eventId: bigint('event_id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    type: text('type').notNull(),
    actorKind: text('actor_kind', { enum: ['nobody', 'person', 'operator', 'system'] }).notNull(),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    subjectId: uuid('subject_id'),
    subjectName: text('subject_name'),
    clientAddress: text('client_address'),
    requestId: text('request_id').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.eventId] }),
    index('audit_events_at').on(t.utilityId, t.at),
    index('audit_events_subject').on(t.utilityId, t.subjectId, t.at),
  ],
);
