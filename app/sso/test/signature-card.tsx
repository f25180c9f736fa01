import { getTranslations } from 'next-intl/server';
import { fullInstant } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import { StatusTag } from '@/components/status-tag';
import type { CertificateFacts } from '@/lib/sso/saml/certificate-rules';
import type { ShownEvidence } from '@/lib/sso/shown-evidence-rules';
import { type Fact, FactList } from './fact-list';
import { Values } from './values';

interface SignatureCardProps {
  evidence: ShownEvidence;
  /** In the portal's metadata. */
  known: CertificateFacts[];
}

/** What of the answer is signed, how, and by whom; where it was not verified, beside those who could have. */
export async function SignatureCard({ evidence, known }: SignatureCardProps) {
  const { signature } = evidence;
  const t = await getTranslations('sso.test.signature');
  return (
    <Card title={t('title')} id="signature">
      {signature?.isVerified ? (
        <StatusTag sign="success" tone="good">
          {t('verified')}
        </StatusTag>
      ) : (
        <StatusTag sign="error" tone="bad">
          {signature ? t('notVerified') : t('none')}
        </StatusTag>
      )}
      {!signature?.isVerified && <p>{signature ? t('notBelieved') : t('noneText')}</p>}
      <FactList facts={await factsOf(evidence)} />
      {!signature?.isVerified && known.length > 0 && <Known certificates={known} />}
    </Card>
  );
}

async function factsOf({ signature, wasEncrypted }: ShownEvidence): Promise<Fact[]> {
  const t = await getTranslations('sso.test.signature');
  const encrypted: Fact = [t('encrypted'), wasEncrypted ? t('encryptedYes') : t('encryptedNo')];
  if (!signature) return [encrypted];
  const { covers, algorithm, certificate, isVerified } = signature;
  return [
    [t('covers'), t(`parts.${covers}`)],
    [t('algorithm'), <Values key="algorithm" values={[algorithm]} />],
    [
      isVerified ? t('certificate') : t('named'),
      certificate ? <Values key="subject" values={[certificate.subject]} /> : t('noCertificate'),
    ],
    ...(certificate
      ? [
          [t('fingerprint'), <Values key="sha256" values={[certificate.sha256]} />] as Fact,
          [t('until'), await fullInstant(new Date(certificate.expiresAt))] as Fact,
        ]
      : []),
    encrypted,
  ];
}

async function Known({ certificates }: { certificates: CertificateFacts[] }) {
  const t = await getTranslations('sso.test.signature');
  const rows = certificates.map(async ({ subject, sha256, expiresAt }) => ({
    key: sha256,
    cells: {
      subject: <Values values={[subject]} />,
      sha256: <Values values={[sha256]} />,
      until: await fullInstant(new Date(expiresAt)),
    },
  }));
  return (
    <div className="space-y-1">
      <h3 className="font-semibold">{t('known')}</h3>
      <DataTable
        caption={t('knownCaption')}
        columns={[
          { key: 'subject', label: t('subject'), isLong: true },
          { key: 'sha256', label: t('fingerprint'), isLong: true },
          { key: 'until', label: t('until') },
        ]}
        rows={await Promise.all(rows)}
      />
    </div>
  );
}
