/** SAML Core §1.3.3: UTC; some write it without the `Z`. */
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/;

/** An `xs:dateTime`, or null for what is none. */
export function instantOf(text: string | null): Date | null {
  const [, time, zone = 'Z'] = DATE_TIME.exec(text?.trim() ?? '') ?? [];
  if (time === undefined) return null;
  const instant = new Date(time + zone);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
