import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { portalName, rolesInWords } from '@/app/parts/user-words';
import { Notice } from '@/components/notice';
import { assertNever } from '@/lib/assert-never';
import type { Verdict } from '@/lib/sso/test-report';
import { faultKey, type Protocol } from './fault-key';

interface VerdictNoticeProps {
  verdict: Verdict;
  protocol: Protocol;
}

/** Whether somebody would be let in; else why not, and what to do about it. */
export async function VerdictNotice({ verdict, protocol }: VerdictNoticeProps) {
  const { kind, title, content } = await wordsOf(verdict, protocol);
  return (
    <section aria-labelledby="verdict-title">
      <h2 id="verdict-title" className="sr-only">
        {(await getTranslations('sso.test'))('verdict.title')}
      </h2>
      <Notice kind={kind} title={title}>
        {content}
      </Notice>
    </section>
  );
}

async function wordsOf(
  verdict: Verdict,
  protocol: Protocol,
): Promise<{ kind: 'success' | 'error'; title: string; content: ReactNode }> {
  const t = await getTranslations('sso.test');
  const portal = await portalName();
  switch (verdict.kind) {
    case 'let_in': {
      const { how, username } = verdict;
      const roles = await rolesInWords(verdict.roles);
      const content = (
        <>
          <p>{t(`verdict.${how}Text`, { portal })}</p>
          <p>{t('verdict.roles', { roles })}</p>
        </>
      );
      return { kind: 'success', title: t(`verdict.${how}`, { username }), content };
    }
    case 'not_admitted': {
      const { reason, username } = verdict;
      const title = t(`verdict.notAdmitted.${reason}`, { username });
      const isNameId = protocol === 'saml' && reason === 'subject_changes';
      const text = t(`verdict.notAdmitted.${reason}${isNameId ? 'Saml' : ''}Text`, { portal });
      return { kind: 'error', title, content: <p>{text}</p> };
    }
    case 'refused': {
      const title = t('verdict.refused');
      const text = t(faultKey(protocol, verdict.fault, t.has), { portal });
      return { kind: 'error', title, content: await exactly(text, verdict.detail) };
    }
    case 'unavailable': {
      const title = t('unavailable.title', { portal });
      const text = protocol === 'saml' ? t('unavailable.samlText') : t('unavailable.text');
      const content = await exactly(text, verdict.detail);
      return { kind: 'error', title, content };
    }
    default:
      return assertNever(verdict);
  }
}

async function exactly(text: string, detail: string): Promise<ReactNode> {
  const t = await getTranslations('sso.test');
  return (
    <>
      <p>{text}</p>
      <p className="wrap-anywhere">{t('verdict.exactly', { detail })}</p>
    </>
  );
}
