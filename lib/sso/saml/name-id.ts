/** A portal's name for a person (SAML Core §2.2.3); `value` alone is the subject, the rest stands beside it. */
export interface NameId extends NameIdNames {
  value: string;
}

/** What a portal wants to have back with its name for a person, when it is to sign them out. */
export interface NameIdNames {
  format: string | null;
  nameQualifier: string | null;
  spNameQualifier: string | null;
}

/** What an Issuer is named by, said or not (Core §8.3.6). */
export const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
export const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
