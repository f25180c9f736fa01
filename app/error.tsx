'use client';

import { wordsOnPage } from '@/app/parts/page-failure';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';

/** In the browser only: a script failed, or something that was sent brought no answer of ours. */
export default function PageFailed({ error }: { error: Error }) {
  const { reload, offline, lost, ...broken } = wordsOnPage();
  const isNetwork = error instanceof TypeError;
  const { title, page } = !navigator.onLine
    ? offline
    : isNetwork
      ? lost
      : { ...broken, page: broken.text };
  return (
    <main className="mx-auto max-w-narrow space-y-5 px-4 py-8">
      <Notice kind="error" role="alert">
        <h1 className="text-lg font-semibold">{title}</h1>
        <p>{page}</p>
      </Notice>
      <Button type="button" onClick={() => window.location.reload()}>
        {reload}
      </Button>
    </main>
  );
}
