import { and, eq } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { OutboxMail } from '@/lib/mail/outbox-store';

/** Whom a mail is about, as the database has them when it goes out. */
export type MailPerson = Pick<
  typeof users.$inferSelect,
  | 'userId'
  | 'username'
  | 'fullName'
  | 'email'
  | 'emailKey'
  | 'signInMethod'
  | 'passwordSetAt'
  | 'temporaryExpiresAt'
  | 'disabledAt'
  | 'lockKey'
  | 'utilityId'
  | 'roles'
  | 'locale'
>;

/** Whom a mail is about, or null when the account is gone. */
export async function findPerson(
  tx: Database,
  { utilityId, userId }: OutboxMail,
): Promise<MailPerson | null> {
  const [row] = await tx
    .select({
      userId: users.userId,
      username: users.username,
      fullName: users.fullName,
      email: users.email,
      emailKey: users.emailKey,
      signInMethod: users.signInMethod,
      passwordSetAt: users.passwordSetAt,
      temporaryExpiresAt: users.temporaryExpiresAt,
      disabledAt: users.disabledAt,
      lockKey: users.lockKey,
      utilityId: users.utilityId,
      roles: users.roles,
      locale: users.locale,
    })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
  return row ?? null;
}
