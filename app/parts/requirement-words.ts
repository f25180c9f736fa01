import { getFormatter, getTranslations } from 'next-intl/server';
import { type NewPasswordFault, requirementsOfPast } from '@/lib/passwords/new-password';
import { requirementsOf } from '@/lib/passwords/password-rules';
import type { PasswordPolicy, Utility } from '@/lib/utilities/utility';

export interface RequirementText {
  code: NewPasswordFault;
  /** Continues "Your new password must:". */
  text: string;
  /** A whole sentence for the error. */
  fault: string;
}

const CLASSES = ['lowercase', 'uppercase', 'digits', 'symbols'] as const;

/**
 * Everything that a new password can be refused for, in words, in the order in which it is shown.
 * @param whose password it is to whom it is told: their own, or one that they give to another person
 */
export async function requirementWords(
  policy: PasswordPolicy,
  whose: 'own' | 'other' = 'own',
): Promise<RequirementText[]> {
  const t = await getTranslations('requirement');
  const { all, count, list } = await classWords(policy);
  const own = requirementsOf(policy);
  const numbers = Object.fromEntries(own.flatMap(({ values }) => Object.entries(values)));
  const word = (code: NewPasswordFault, key = code as Parameters<typeof t>[0], values = {}) => ({
    code,
    text: t(key, values),
    fault: t(`fault.${key}` as Parameters<typeof t>[0], values),
  });
  return [
    ...own.map(({ code }) => {
      if (code === 'too_few_classes') {
        return word(code, all ? 'too_few_classes_all' : code, { count, list });
      }
      const isOther = code === 'personal' && whose === 'other';
      return word(code, isOther ? 'personal_of_other' : code, numbers);
    }),
    ...(policy.refuseCommon ? [word('common')] : []),
    word('same_as_temporary'),
    ...(policy.remembered > 0
      ? [word('remembered', 'remembered', { count: policy.remembered })]
      : []),
  ];
}

/** The requirements that stand beside the field: those that this account's password can fail. */
export async function shownRequirements(
  utility: Utility,
  account: { userId: string; passwordKind: string | null },
): Promise<RequirementText[]> {
  const past = await requirementsOfPast(utility, account);
  const all = await requirementWords(utility.passwords);
  return all.filter(
    ({ code }) =>
      (code !== 'same_as_temporary' || past.temporary) &&
      (code !== 'remembered' || past.remembered),
  );
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
