import type { ConfiguredFile, FileField } from '@/lib/utilities/file-checks';
import { isAddress } from '@/lib/utilities/setting-rules';
import type { SsoDocument } from '@/lib/utilities/sso-document';
import type { PasswordPolicy, Utility } from '@/lib/utilities/utility';
import type { UtilityDocument } from '@/lib/utilities/utility-document';

type PresetPolicy = Pick<PasswordPolicy, 'minLength' | 'classes' | 'typedTemporary'>;

const PRESETS: Record<PasswordPolicy['preset'], PresetPolicy> = {
  classic: {
    minLength: 8,
    classes: { lowercase: 2, uppercase: 1, digits: 2, symbols: 1, required: 3 },
    typedTemporary: true,
  },
  modern: { minLength: 15, classes: null, typedTemporary: false },
};

/** Fills in the defaults of every setting that an operator may leave out. */
export function withDefaults(document: UtilityDocument) {
  const { session, lockout, audit, brand, links, sso } = document;
  return {
    utility: document.utility,
    name: document.name,
    domains: document.domains,
    signIn: document.signIn ?? 'standalone',
    locale: document.locale ?? 'en',
    timeZone: document.timeZone ?? 'UTC',
    session: {
      idleMinutes: session?.idleMinutes ?? 30,
      absoluteHours: session?.absoluteHours ?? 12,
    },
    lockout: {
      attempts: lockout?.attempts ?? 3,
      resetUnlocks: lockout?.resetUnlocks ?? false,
    },
    passwords: passwordPolicy(document.passwords ?? {}),
    resetLinkHours: document.resetLinkHours ?? 24,
    audit: { months: audit?.months ?? 24 },
    brand: { accent: brand?.accent ?? null, logo: brand?.logo ?? null },
    contact: document.contact ?? null,
    links: {
      help: links?.help ?? null,
      support: links?.support ?? null,
      programManagement: links?.programManagement ?? null,
      billAdvisor: links?.billAdvisor ?? null,
    },
    sso: sso ? completeSso(sso) : null,
  } as const;
}

/** What the application works with. `files`: what is kept of the files that the document names. */
export function toUtility(
  document: UtilityDocument,
  files: Partial<Record<FileField, Pick<ConfiguredFile, 'digest'>>>,
): Utility {
  const { utility, brand, sso, ...settings } = withDefaults(document);
  return {
    utilityId: utility,
    ...settings,
    brand: { accent: brand.accent, logoDigest: files['brand.logo']?.digest ?? null },
    sso: sso && toConnection(sso),
  };
}

function passwordPolicy(written: NonNullable<UtilityDocument['passwords']>): PasswordPolicy {
  const preset = written.preset ?? 'classic';
  const { minLength, classes, typedTemporary } = PRESETS[preset];
  return {
    preset,
    minLength: written.minLength ?? minLength,
    // null is an answer here: no classes, whatever the preset says.
    classes: written.classes === undefined ? classes : written.classes,
    refusePersonal: written.refusePersonal ?? true,
    refuseCommon: written.refuseCommon ?? true,
    remembered: written.remembered ?? 5,
    maxAgeDays: written.maxAgeDays ?? null,
    temporaryDays: written.temporaryDays ?? 7,
    typedTemporary: written.typedTemporary ?? typedTemporary,
  };
}

function completeSso(sso: SsoDocument) {
  const common = {
    portalName: sso.portalName ?? null,
    attributes: {
      subject: sso.attributes?.subject ?? null,
      username: sso.attributes?.username ?? null,
      fullName: sso.attributes?.fullName ?? null,
      email: sso.attributes?.email ?? null,
      roles: sso.attributes?.roles ?? null,
    },
    roles: {
      CSR: sso.roles?.CSR ?? [],
      CSA: sso.roles?.CSA ?? [],
      BILL_ADVISOR: sso.roles?.BILL_ADVISOR ?? [],
    },
    provision: sso.provision ?? 'create',
    reauthAfterIdle: sso.reauthAfterIdle ?? true,
  };
  if (sso.kind === 'oidc') {
    const { kind, issuer, clientId, clientSecret } = sso;
    return { kind, issuer, clientId, clientSecret, ...common };
  }
  return {
    kind: sso.kind,
    metadata: sso.metadata,
    trustUnsolicited: sso.trustUnsolicited ?? false,
    signRequests: sso.signRequests ?? true,
    metadataCertificate: sso.metadataCertificate ?? null,
    ...common,
  };
}

/** Leaves out the paths of files and the name of the secret, which only `apply` and `export` need. */
function toConnection(sso: ReturnType<typeof completeSso>): NonNullable<Utility['sso']> {
  if (sso.kind === 'oidc') {
    const { clientSecret: _, ...connection } = sso;
    return connection;
  }
  const { metadata, metadataCertificate: _, ...connection } = sso;
  return { ...connection, metadataAddress: isAddress(metadata) ? metadata : null };
}
