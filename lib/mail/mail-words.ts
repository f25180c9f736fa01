import { createFormatter } from 'next-intl';
import type { Action, Letter } from '@/emails/letter';
import { LANGUAGE_TAGS, type Locale } from '@/lib/locale-rules';
import type { MailContent, MailContext } from '@/lib/mail/mail-content';
import { canonicalOrigin, isRole, type Role } from '@/lib/utilities/utility';
import { wordsOf } from '@/lib/words';

type Words = ReturnType<typeof wordsOf>;
type PersonalContent = Exclude<MailContent, { kind: 'test' }>;

/**
 * The words of a mail, in the person's language, with its dates in the utility's time zone.
 * @throws without a context for any kind but the test mail
 */
export function letterOf(context: MailContext | null, content: MailContent): Letter {
  if (content.kind === 'test') return testLetter(wordsOf('en'));
  if (!context) throw new Error(`A mail of kind ${content.kind} belongs to a utility.`);
  return personalLetter(context, content);
}

function testLetter(t: Words): Letter {
  return {
    lang: LANGUAGE_TAGS.en,
    subject: t('mail.test.subject'),
    sender: t('app.product'),
    heading: t('mail.test.heading'),
    greeting: null,
    paragraphs: t('mail.test.text').split('\n'),
    action: null,
    aside: null,
    footer: [t('app.product'), t('mail.automatic')],
  };
}

function personalLetter(context: MailContext, content: PersonalContent): Letter {
  const { utility, fullName, locale } = context;
  const t = wordsOf(locale);
  const words = `mail.${wordsFor(content)}` as const;
  const contact = utility.contact && oneLine(utility.contact);
  const at = momentOf(content);
  const values = {
    username: 'username' in content ? oneLine(content.username) : '',
    utility: oneLine(utility.name),
    portal: oneLine(utility.sso?.portalName ?? t('mail.portal')),
    csa: contact ? t('mail.csaAt', { contact }) : t('mail.csa'),
    at: at ? dateTime(locale, utility.timeZone, at) : '',
    roles: 'roles' in content ? rolesInWords(locale, content.roles) : '',
  };
  return {
    lang: LANGUAGE_TAGS[locale],
    subject: t(`${words}.subject`),
    sender: values.utility,
    heading: t(`${words}.heading`, values),
    greeting: t('mail.hello', { name: oneLine(fullName) }),
    paragraphs: [...t(`${words}.text`, values).split('\n'), ...expiry(context, content)],
    action: content.kind === 'forgot_password' ? linkAction(t, content.link, values.at) : null,
    aside: { heading: t(`${words}.unexpected`), text: t(`${words}.then`, values) },
    footer: [t('mail.sender', values), canonicalOrigin(utility), t('mail.automatic')],
  };
}

/** Until when a temporary password works, for a mail that tells of one. */
function expiry({ utility, locale }: MailContext, content: PersonalContent): string[] {
  if (content.kind !== 'password_reset_by_administrator' || !content.expiresAt) return [];
  const until = dateTime(locale, utility.timeZone, content.expiresAt);
  return [wordsOf(locale)('mail.password_reset_by_administrator.until', { until })];
}

/** As a list; a role that this version does not know by its own name. */
function rolesInWords(locale: Locale, roles: readonly Role[]): string {
  const t = wordsOf(locale);
  const names = roles.map((role) => (isRole(role) ? t(`admin.role.${role}`) : role));
  return createFormatter({ locale: LANGUAGE_TAGS[locale] }).list(names, { type: 'conjunction' });
}

/** A mailed link resets a password, the page changes it: another title for the same kind. */
function wordsFor(content: PersonalContent) {
  return content.kind === 'password_changed' && content.how === 'reset'
    ? 'password_reset'
    : content.kind;
}

function momentOf(content: PersonalContent): Date | null {
  if (content.kind === 'forgot_password') return content.expiresAt;
  return 'at' in content ? content.at : null;
}

function linkAction(t: Words, link: string, until: string): Action {
  return {
    link,
    label: t('mail.link.button'),
    writtenOut: t('mail.link.writtenOut'),
    inPlainText: t('mail.link.inPlainText'),
    terms: t('mail.link.until', { until }),
  };
}

/** «Sunday, November 22, 2026 at 3:15 PM Eastern Standard Time»: nobody has to know whose time it is. */
function dateTime(locale: Locale, timeZone: string, at: Date): string {
  return createFormatter({ locale: LANGUAGE_TAGS[locale], timeZone }).dateTime(at, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
  });
}

/** Names come from files and portals: none may begin a paragraph of its own or turn the text round. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
}
