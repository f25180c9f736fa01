import { z } from 'zod';
import {
  fileOrAddress,
  filePath,
  issuer,
  secretReference,
  singleLine,
} from '@/lib/utilities/setting-rules';

const attributeName = singleLine(256).nullish();
const portalValues = z
  .array(singleLine(512))
  .max(100, { error: 'must be at most 100 values' })
  .optional();

const common = {
  portalName: singleLine(100).nullish(),
  attributes: z
    .strictObject({
      subject: attributeName,
      username: attributeName,
      fullName: attributeName,
      email: attributeName,
      roles: attributeName,
    })
    .optional(),
  roles: z
    .strictObject({ CSR: portalValues, CSA: portalValues, BILL_ADVISOR: portalValues })
    .optional(),
  provision: z.enum(['create', 'match']).optional(),
  reauthAfterIdle: z.boolean().optional(),
};

const saml = z.strictObject({
  kind: z.literal('saml'),
  metadata: fileOrAddress,
  trustUnsolicited: z.boolean().optional(),
  signRequests: z.boolean().optional(),
  metadataCertificate: filePath.nullish(),
  ...common,
});

const oidc = z.strictObject({
  kind: z.literal('oidc'),
  issuer,
  clientId: singleLine(256),
  clientSecret: secretReference,
  ...common,
});

/** The `sso` part of a utility's document. */
export const ssoDocument = z.discriminatedUnion('kind', [saml, oidc]);

export type SsoDocument = z.output<typeof ssoDocument>;
