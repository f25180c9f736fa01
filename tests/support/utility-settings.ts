import type { Utility } from '@/lib/utilities/utility';
import { toUtility } from '@/lib/utilities/utility-defaults';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';

export type Settings = Partial<UtilityDocument>;

/** The least that `signIn: sso` and `signIn: both` need. */
export const portal = { kind: 'saml', metadata: 'https://portal.example/metadata' } as const;

/** A utility's document as an operator would write it: Harbor Power, but for these settings. */
export function documentOf(settings: Settings = {}): UtilityDocument {
  const { utility = 'harbor' } = settings;
  const domains = [`csi.${utility}.example`];
  const checked = checkDocument({ utility, name: 'Harbor Power', domains, ...settings });
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
  return checked.document;
}

/** A utility that no database knows, for rules that need none. */
export function utilityOf(settings: Settings = {}): Utility {
  return toUtility(documentOf(settings), {});
}
