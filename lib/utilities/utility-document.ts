import { z } from 'zod';
import { LOCALES } from '@/lib/locale-rules';
import { isAcceptableDomain, normalizeHost } from '@/lib/utilities/host-rules';
import {
  filePath,
  inPlainWords,
  link,
  singleLine,
  timeZone,
  wholeNumber,
} from '@/lib/utilities/setting-rules';
import { ssoDocument } from '@/lib/utilities/sso-document';

const domain = z.string().transform(normalizeHost).refine(isAcceptableDomain, {
  error: 'must be a host or host:port, without https:// or a path (other scripts in Punycode)',
});

const domains = z.tuple([domain], domain).superRefine((all, context) => {
  if (all.length > 50) context.addIssue('must be at most 50 domains');
  for (const [position, name] of all.entries()) {
    if (all.indexOf(name) < position) {
      context.addIssue({ code: 'custom', path: [position], message: 'is in the list twice' });
    }
  }
});

/** All five or none: a list that is completed by numbers nobody wrote would surprise its author. */
const classes = z.strictObject({
  lowercase: wholeNumber(1, 32),
  uppercase: wholeNumber(1, 32),
  digits: wholeNumber(1, 32),
  symbols: wholeNumber(1, 32),
  required: wholeNumber(1, 4),
});

const passwords = z.strictObject({
  preset: z.enum(['classic', 'modern']).optional(),
  minLength: wholeNumber(4, 256).optional(),
  classes: classes.nullish(),
  refusePersonal: z.boolean().optional(),
  refuseCommon: z.boolean().optional(),
  remembered: wholeNumber(0, 24).optional(),
  maxAgeDays: wholeNumber(1, 3650).nullish(),
  temporaryDays: wholeNumber(1, 90).optional(),
  typedTemporary: z.boolean().optional(),
});

const settings = z.strictObject({
  utility: z.string().regex(/^[a-z0-9-]{1,40}$/, {
    error: 'must be 1 to 40 lower-case letters, digits and hyphens',
  }),
  name: singleLine(100),
  domains,
  signIn: z.enum(['standalone', 'sso', 'both']).optional(),
  locale: z.enum(LOCALES).optional(),
  timeZone: timeZone.optional(),
  session: z
    .strictObject({
      idleMinutes: wholeNumber(5, 1440).optional(),
      absoluteHours: wholeNumber(1, 168).optional(),
    })
    .optional(),
  lockout: z
    .strictObject({
      attempts: wholeNumber(1, 100).optional(),
      resetUnlocks: z.boolean().optional(),
    })
    .optional(),
  passwords: passwords.optional(),
  resetLinkHours: wholeNumber(1, 168).optional(),
  audit: z.strictObject({ months: wholeNumber(1, 120).optional() }).optional(),
  brand: z
    .strictObject({
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, { error: 'must be a colour as "#0b5cad", in quotes' })
        .toLowerCase()
        .nullish(),
      logo: filePath.nullish(),
    })
    .optional(),
  contact: singleLine(200).nullish(),
  links: z
    .strictObject({
      help: link.nullish(),
      support: link.nullish(),
      programManagement: link.nullish(),
      billAdvisor: link.nullish(),
    })
    .optional(),
  sso: ssoDocument.nullish(),
});

/** A utility as its operator wrote it: validated, in one spelling, defaults left out. */
export type UtilityDocument = z.output<typeof settings>;

const utilityDocument = settings.refine((document) => !lacksSso(document), {
  path: ['sso'],
  error: 'is missing, but signIn is sso or both',
  // Also when other settings are wrong, so that one run reports everything.
  when: () => true,
});

/** Something wrong with one setting. `path` leads to it from the top of the document. */
export interface SettingFault {
  path: (string | number)[];
  message: string;
}

export type DocumentOutcome =
  | { kind: 'valid'; document: UtilityDocument }
  | { kind: 'invalid'; faults: SettingFault[] };

/**
 * Checks a utility's document, and reports everything that is wrong at once.
 * Unknown settings are refused: a misspelt `lockout` must not silently mean the default. Idempotent,
 * its own output is valid and comes out in the order of the schema.
 */
export function checkDocument(value: unknown): DocumentOutcome {
  const result = utilityDocument.safeParse(value, { error: inPlainWords });
  if (result.success) return { kind: 'valid', document: result.data };
  return { kind: 'invalid', faults: result.error.issues.flatMap(faultsOf) };
}

function faultsOf(issue: z.core.$ZodIssue): SettingFault[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a setting' }));
}

function lacksSso(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { signIn, sso } = value as { signIn?: unknown; sso?: unknown };
  return (signIn === 'sso' || signIn === 'both') && (sso === undefined || sso === null);
}
