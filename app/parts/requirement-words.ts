import { getFormatter, getTranslations } from 'next-intl/server';
import { type RequirementCode, requirementsOf } from '@/lib/passwords/password-rules';
import type { PasswordPolicy } from '@/lib/utilities/utility';

/** What a password may be refused for when a temporary one is replaced. */
export type PasswordFault = RequirementCode | 'same_as_temporary';

export interface RequirementText {
  code: PasswordFault;
  /** Continues "Your new password must:". */
  text: string;
  /** A whole sentence for the error. */
  fault: string;
}

const CLASSES = ['lowercase', 'uppercase', 'digits', 'symbols'] as const;

/** A utility's requirements in words, in the order in which they are shown. */
export async function requirementWords(policy: PasswordPolicy): Promise<RequirementText[]> {
  const t = await getTranslations('requirement');
  const { all, ...classes } = await classWords(policy);
  const codes: PasswordFault[] = [
    ...requirementsOf(policy).map((r) => r.code),
    'same_as_temporary',
  ];
  return codes.map((code) => {
    const values = {
      ...Object.fromEntries(requirementsOf(policy).flatMap((r) => Object.entries(r.values))),
      ...classes,
    };
    const key = code === 'too_few_classes' && all ? 'too_few_classes_all' : code;
    return { code, text: t(key, values), fault: t(`fault.${key}`, values) };
  });
}

async function classWords({ classes }: PasswordPolicy) {
  if (!classes) return { count: 0, list: '', all: false };
  const t = await getTranslations('requirement.class');
  const format = await getFormatter();
  const asked = CLASSES.filter((name) => classes[name] > 0);
  const all = classes.required >= asked.length;
  const list = format.list(
    asked.map((name) => t(name, { n: classes[name] })),
    { type: 'conjunction' },
  );
  return { count: classes.required, list, all };
}
