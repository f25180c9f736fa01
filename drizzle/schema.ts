import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
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
    /** The name as lists sort it (lib/accounts/search-rules). */
    nameKey: text('name_key').notNull(),
    /** Empty for who came from a portal that tells none. */
    email: text('email').notNull(),
    /** The address as it is compared (lib/accounts/email-rules). */
    emailKey: text('email_key').notNull(),
    /** Name, username and address as they are searched (lib/accounts/search-rules). */
    searchText: text('search_text').notNull(),
    roles: text('roles').array().notNull(),
    signInMethod: text('sign_in_method', { enum: ['password', 'sso'] }).notNull(),
    /**
     * PHC string; null for an account that signs in by SSO, and for an imported one whose temporary
     * password was not handed out yet.
     */
    passwordHash: text('password_hash'),
    passwordKind: text('password_kind', { enum: ['temporary', 'personal'] }),
    passwordSetAt: instant('password_set_at'),
    /** The first instant at which a temporary password is no longer accepted. */
    temporaryExpiresAt: instant('temporary_expires_at'),
    disabledAt: instant('disabled_at'),
    /** What the person chose to read; null for the utility's language. */
    locale: text('locale', { enum: ['en', 'fr', 'es'] }),
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
    index('users_email').on(t.utilityId, t.emailKey, t.userId),
    index('users_name').on(t.utilityId, t.nameKey, t.userId),
    // Any part of name, username or address; and roles. Not deferred: a search must not read a list
    // of what was not yet sorted in.
    index('users_search')
      .using('gin', t.utilityId, t.searchText.op('gin_trgm_ops'), t.roles)
      .with({ fastupdate: false }),
    index('users_method').on(t.utilityId, t.signInMethod, t.nameKey, t.userId),
    index('users_disabled')
      .on(t.utilityId, t.nameKey, t.userId)
      .where(sql`${t.disabledAt} is not null`),
    index('users_temporary')
      .on(t.utilityId, t.temporaryExpiresAt)
      .where(sql`${t.temporaryExpiresAt} is not null`),
    index('users_not_handed_out')
      .on(t.utilityId)
      .where(sql`${t.signInMethod} = 'password' and ${t.passwordHash} is null`),
    check(
      'users_password_or_sso',
      sql`(${t.signInMethod} = 'password') = (${t.passwordSetAt} is not null)
        and (${t.passwordHash} is null) = (${t.passwordKind} is null)
        and (${t.signInMethod} = 'password' or ${t.passwordHash} is null)`,
    ),
    check(
      'users_temporary_expires',
      sql`(coalesce(${t.passwordKind}, '') = 'temporary') = (${t.temporaryExpiresAt} is not null)`,
    ),
    check('users_roles', sql`${t.roles} <@ array['CSR','CSA','BILL_ADVISOR']::text[]`),
    check('users_locale', sql`${t.locale} in ('en', 'fr', 'es')`),
  ],
);

/**
 * When people last signed in. A table of its own: it changes at every sign-in, and the indexes of
 * `users` must not.
 */
export const lastSignIns = pgTable(
  'last_sign_ins',
  {
    utilityId: text('utility_id').notNull(),
    userId: uuid('user_id').notNull(),
    /** Null for who never did. */
    at: instant('at'),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.userId] }),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
    index('last_sign_ins_at').on(
      t.utilityId,
      sql`coalesce(${t.at}, '1970-01-01 00:00:00+00'::timestamptz)`,
      t.userId,
    ),
  ],
);

/**
 * How many accounts that could be sent a reset link have an address: not disabled, with a password.
 * An empty address is not counted.
 * Kept by triggers on `users`, so that no way of changing an account can forget it; more than one and
 * the address is shared.
 */
export const emailUses = pgTable(
  'email_uses',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    emailKey: text('email_key').notNull(),
    uses: integer('uses').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.emailKey] }),
    index('email_uses_shared').on(t.utilityId, t.emailKey).where(sql`${t.uses} > 1`),
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
  (t) => [
    primaryKey({ columns: [t.utilityId, t.lockKey] }),
    // Of the locked only. No index on the other times: they change with every attempt.
    index('lockouts_locked').on(t.utilityId, t.lockedAt).where(sql`${t.lockedAt} is not null`),
  ],
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
    /** The secret before the last change of it, for a minute: good for the same click alone (lib/session). */
    previousSecretHash: bytea('previous_secret_hash'),
    /** How often a form came with the one before (lib/passwords/same-click-policy). */
    previousTries: integer('previous_tries').notNull().default(0),
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
        'email_changed_by_administrator',
        'email_taken_off',
        'roles_changed_by_administrator',
        'changed_to_portal',
      ],
    }).notNull(),
    /** No foreign key: a mail whose person is gone is settled like any other, and told of. */
    userId: uuid('user_id').notNull(),
    /** Where a mail goes that is for the address which the account had; else to the one it has. */
    formerAddress: text('former_address'),
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
    // What lists show a line each; attempts at names that no account has are shown as a count.
    index('audit_events_listed')
      .on(t.utilityId, t.at, t.eventId)
      .where(sql`not (${t.type} = 'sign_in.failed' and ${t.subjectId} is null)`),
    index('audit_events_nameless')
      .on(t.utilityId, t.at)
      .where(sql`${t.type} = 'sign_in.failed' and ${t.subjectId} is null`),
    index('audit_events_subject').on(t.utilityId, t.subjectId, t.at, t.eventId),
    index('audit_events_actor')
      .on(t.utilityId, t.actorId, t.at, t.eventId)
      .where(sql`${t.actorId} is not null`),
    index('audit_events_type')
      .on(t.utilityId, t.type, t.at, t.eventId)
      .where(sql`not (${t.type} = 'sign_in.failed' and ${t.subjectId} is null)`),
    // Whose a name was: few events give or take one.
    index('audit_events_named')
      .on(t.utilityId, sql`lower(${t.subjectName})`)
      .where(sql`${t.type} in ('user.added', 'user.imported', 'user.changed', 'user.deleted')`),
  ],
);

/**
 * Events that wait for their seal, put here by a trigger on `audit_events`: visible when the event is
 * committed, whatever the order of ids and commits.
 */
export const auditUnsealed = pgTable(
  'audit_unsealed',
  {
    utilityId: text('utility_id').notNull(),
    eventId: bigint('event_id', { mode: 'bigint' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.eventId] })],
);

/** The chain: each event's number, and a hash over the event and the hash before it. */
export const auditSeals = pgTable(
  'audit_seals',
  {
    utilityId: text('utility_id').notNull(),
    number: bigint('number', { mode: 'bigint' }).notNull(),
    eventId: bigint('event_id', { mode: 'bigint' }).notNull(),
    /** In which it was sealed, `YYYY-MM` in UTC; never earlier than that of the seal before. */
    month: text('month').notNull(),
    /** SHA-256. */
    hash: bytea('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.number] }),
    uniqueIndex('audit_seals_event').on(t.utilityId, t.eventId),
    index('audit_seals_month').on(t.utilityId, t.month),
  ],
);

/** Each month of the chain by its ends; outlives the month's events and seals. */
export const auditMonths = pgTable(
  'audit_months',
  {
    utilityId: text('utility_id').notNull(),
    month: text('month').notNull(),
    firstNumber: bigint('first_number', { mode: 'bigint' }).notNull(),
    lastNumber: bigint('last_number', { mode: 'bigint' }).notNull(),
    lastHash: bytea('last_hash').notNull(),
    /** When its events and seals were dropped, or null. */
    droppedAt: instant('dropped_at'),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.month] })],
);

/** Files of people on their way into `users` (lib/users/import), from the upload to the last account. */
export const userImports = pgTable(
  'user_imports',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    importId: uuid('import_id').notNull(),
    fileName: text('file_name').notNull(),
    /** Of the file, as far as it has arrived. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    state: text('state', {
      enum: [
        'uploading',
        'checking',
        'unreadable',
        'checked',
        'importing',
        'finished',
        'stopped',
        'discarded',
      ],
    }).notNull(),
    /** Why the file as a whole cannot be read. */
    fileProblem: jsonb('file_problem').$type<{
      code: string;
      line: number;
      columns?: string[];
    }>(),
    /** In whose name it is done: who sent the file, then who started the import. */
    actorKind: text('actor_kind', { enum: ['person', 'operator'] }).notNull(),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    clientAddress: text('client_address'),
    requestId: text('request_id').notNull(),
    bytesChecked: bigint('bytes_checked', { mode: 'number' }).notNull().default(0),
    /** Lines that can be added, are there already, or have problems; while checking, so far. */
    good: integer('good').notNull().default(0),
    present: integer('present').notNull().default(0),
    faulty: integer('faulty').notNull().default(0),
    /** Of the good lines, whose people were added. */
    added: integer('added').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    /** When the present step, checking or importing, began; the time left is told by it. */
    startedAt: instant('started_at').notNull(),
    /** When nothing was left to do. */
    endedAt: instant('ended_at'),
    /** The process that is at it, and until when the others leave it alone. */
    leasedBy: uuid('leased_by'),
    leasedUntil: instant('leased_until').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.importId] }),
    index('user_imports_created').on(t.utilityId, t.createdAt),
    // A work queue is asked over all utilities, by time.
    index('user_imports_due').on(t.leasedUntil).where(sql`${t.state} in ('checking', 'importing')`),
  ],
);

/** The file of an import as it was sent, in pieces; gone when it is checked. */
export const userImportChunks = pgTable(
  'user_import_chunks',
  {
    utilityId: text('utility_id').notNull(),
    importId: uuid('import_id').notNull(),
    number: integer('number').notNull(),
    content: bytea('content').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.importId, t.number] }),
    foreignKey({
      columns: [t.utilityId, t.importId],
      foreignColumns: [userImports.utilityId, userImports.importId],
    }).onDelete('cascade'),
  ],
);

/** The people of an import, a line of the file each. */
export const userImportRows = pgTable(
  'user_import_rows',
  {
    utilityId: text('utility_id').notNull(),
    importId: uuid('import_id').notNull(),
    /** In the order of the file. */
    number: integer('number').notNull(),
    /** Where it begins in the file; 1 is the heading. */
    line: integer('line').notNull(),
    state: text('state', { enum: ['good', 'present', 'faulty', 'added'] }).notNull(),
    /** As it would be kept; of a line with problems as it was typed, cut. */
    fullName: text('full_name').notNull(),
    username: text('username').notNull(),
    usernameKey: text('username_key').notNull(),
    email: text('email').notNull(),
    emailKey: text('email_key').notNull(),
    roles: text('roles').array().notNull(),
    signInMethod: text('sign_in_method', { enum: ['password', 'sso'] }).notNull(),
    problems: jsonb('problems')
      .$type<{ column: string | null; code: string; line?: number }[]>()
      .notNull(),
    /** Another username, here or in the file, has the address. */
    emailShared: boolean('email_shared').notNull(),
    /** Whom it has become. No foreign key: an account may go, the line stays. */
    userId: uuid('user_id'),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.importId, t.number] }),
    index('user_import_rows_state').on(t.utilityId, t.importId, t.state, t.number),
    index('user_import_rows_username').on(t.utilityId, t.importId, t.usernameKey),
    index('user_import_rows_email').on(t.utilityId, t.importId, t.emailKey),
    foreignKey({
      columns: [t.utilityId, t.importId],
      foreignColumns: [userImports.utilityId, userImports.importId],
    }).onDelete('cascade'),
  ],
);

/**
 * Who people are at the utility's portal (lib/sso): by provider and subject for ever, never by an
 * email address. `provider` is `oidc:` and the issuer, or `saml:` and the entity id.
 */
export const ssoIdentities = pgTable(
  'sso_identities',
  {
    utilityId: text('utility_id').notNull(),
    provider: text('provider').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id').notNull(),
    boundAt: instant('bound_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.provider, t.subject] }),
    // One person of a provider each; by it an account's identities are found too.
    uniqueIndex('sso_identities_user').on(t.utilityId, t.userId, t.provider),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
  ],
);

/**
 * Somebody came from the portal with the username of an account that is not theirs yet. An
 * administrator decides; the newest arrival of a provider at an account stands here.
 */
export const ssoPendingLinks = pgTable(
  'sso_pending_links',
  {
    utilityId: text('utility_id').notNull(),
    userId: uuid('user_id').notNull(),
    provider: text('provider').notNull(),
    subject: text('subject').notNull(),
    /** As the portal told them, for whoever decides. */
    fullName: text('full_name'),
    email: text('email'),
    roles: text('roles').array().notNull(),
    arrivals: integer('arrivals').notNull(),
    /** How often the subject was another one than the time before. */
    subjectChanges: integer('subject_changes').notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.userId, t.provider] }),
    index('sso_pending_links_last').on(t.utilityId, t.lastAt),
    foreignKey({
      columns: [t.utilityId, t.userId],
      foreignColumns: [users.utilityId, users.userId],
    }).onDelete('cascade'),
  ],
);

/** What the portal said of a session that began there: by it the portal ends it, and is told of its end. */
export const ssoSessions = pgTable(
  'sso_sessions',
  {
    utilityId: text('utility_id').notNull(),
    sessionId: uuid('session_id').notNull(),
    provider: text('provider').notNull(),
    subject: text('subject').notNull(),
    /** The portal's own name of its session (`sid`, SessionIndex), where it gave one. */
    portalSession: text('portal_session'),
    /** Which of AUTH_SECRET's values encrypted the ID token. */
    keyId: text('key_id'),
    /** The ID token, for `id_token_hint`. */
    sealedIdToken: bytea('sealed_id_token'),
    /** Beside the subject what made up a SAML NameID: format and qualifiers. */
    nameId: jsonb('name_id'),
    /** When the browser came back from signing out at the portal. */
    leftAt: instant('left_at'),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.sessionId] }),
    index('sso_sessions_portal_session').on(t.utilityId, t.provider, t.portalSession),
    index('sso_sessions_subject').on(t.utilityId, t.provider, t.subject),
    foreignKey({
      columns: [t.utilityId, t.sessionId],
      foreignColumns: [sessions.utilityId, sessions.sessionId],
    }).onDelete('cascade'),
  ],
);

/** What is good once, and was used: answers to sign-ins, logout tokens. Kept as long as it could come again. */
export const ssoUsed = pgTable(
  'sso_used',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    kind: text('kind', {
      enum: ['answer', 'logout_token', 'portal_session', 'assertion', 'logout_request'],
    }).notNull(),
    /** SHA-256 of what was used. */
    hash: bytea('hash').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.kind, t.hash] }),
    // Housekeeping asks over all utilities, by time.
    index('sso_used_expires').on(t.expiresAt),
  ],
);

/** Links to a test sign-in that the operator gave out, good once. */
export const ssoTestLinks = pgTable(
  'sso_test_links',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** SHA-256 of the secret in the link. */
    secretHash: bytea('secret_hash').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.secretHash] })],
);

/** What a test sign-in found, for the browser that made it. */
export const ssoTestReports = pgTable(
  'sso_test_reports',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** SHA-256 of the secret in the browser's cookie. */
    secretHash: bytea('secret_hash').notNull(),
    report: jsonb('report').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.utilityId, t.secretHash] })],
);

/** What the utility's SAML portal says of itself: what is live, and how the last look for newer went. */
export const samlProviders = pgTable('saml_providers', {
  utilityId: text('utility_id')
    .primaryKey()
    .references(() => utilities.utilityId, { onDelete: 'cascade' }),
  /** Which settings it was read by; of others it is worth nothing. */
  source: text('source').notNull(),
  /** The checked description (lib/sso/saml/saml-provider), or null before there was a good one. */
  provider: jsonb('provider'),
  /** SHA-256 of what it was read from, hex. */
  digest: text('digest'),
  takenAt: instant('taken_at'),
  checkedAt: instant('checked_at'),
  /** When a look last found it good, whether or not it said anything new. */
  goodAt: instant('good_at'),
  /** Why the last look took nothing; null where it did, or found nothing new. */
  fault: text('fault'),
  /** When to look next; null for a file, which comes with the settings. */
  dueAt: instant('due_at'),
});

/** Key pairs of the utilities' SAML service providers, made by `csi sso keys`. */
export const samlKeys = pgTable(
  'saml_keys',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    keyId: uuid('key_id').notNull(),
    purpose: text('purpose', { enum: ['signing', 'encryption'] }).notNull(),
    /** `next` is published and not used to sign yet; `former` is published still. */
    state: text('state', { enum: ['next', 'current', 'former'] }).notNull(),
    /** PEM. */
    certificate: text('certificate').notNull(),
    /** Which of AUTH_SECRET's values encrypted the private key. */
    sealedBy: text('sealed_by').notNull(),
    sealedKey: bytea('sealed_key').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.keyId] }),
    uniqueIndex('saml_keys_one_a_state').on(t.utilityId, t.purpose, t.state),
  ],
);

/** What was asked of a SAML portal, until it answers once. */
export const samlRequests = pgTable(
  'saml_requests',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** SHA-256 of the request's ID, which the answer names. */
    idHash: bytea('id_hash').notNull(),
    /** SHA-256 of its RelayState. */
    relayStateHash: bytea('relay_state_hash').notNull(),
    kind: text('kind', { enum: ['sign_in', 'test', 'logout'] }).notNull(),
    /** Whom it went to, as identities name it. */
    provider: text('provider').notNull(),
    /** Of a logout: the session here that is to end there too. */
    sessionId: uuid('session_id'),
    sentAt: instant('sent_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.idHash] }),
    uniqueIndex('saml_requests_relay_state').on(t.utilityId, t.relayStateHash),
    index('saml_requests_expires').on(t.expiresAt),
  ],
);

/**
 * What a SAML portal's answer came to, on the way from another site's form to a request that has this
 * browser's cookies; taken once, by a handle.
 */
export const samlArrivals = pgTable(
  'saml_arrivals',
  {
    utilityId: text('utility_id')
      .notNull()
      .references(() => utilities.utilityId, { onDelete: 'cascade' }),
    /** SHA-256 of the handle. */
    handleHash: bytea('handle_hash').notNull(),
    /** Encrypted: it holds what the portal says of a person (lib/sso/saml/arrival-store). */
    sealed: text('sealed').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.utilityId, t.handleHash] }),
    index('saml_arrivals_expires').on(t.expiresAt),
  ],
);
