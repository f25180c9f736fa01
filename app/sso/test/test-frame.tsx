import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { SignedInPage } from '@/app/(signed-in)/signed-in-page';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl } from '@/app/parts/page-words';
import { PageShell } from '@/components/page-shell';
import { requireSession } from '@/lib/auth/require-session';
import { requestContext } from '@/lib/request-context';

interface TestFrameProps {
  /** Whether an administrator is signed in: their page is as every other of theirs. */
  isAdministrator: boolean;
  width: 'medium' | 'wide';
  children: ReactNode;
}

/** The page around a test, which need not be a signed-in person's. */
export async function TestFrame({ isAdministrator, width, children }: TestFrameProps) {
  if (isAdministrator) {
    return (
      <SignedInPage session={await requireSession()} width={width}>
        {children}
      </SignedInPage>
    );
  }
  const { utility } = requestContext();
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      width={width}
      footer={<PageFooter />}
    >
      {children}
    </PageShell>
  );
}
