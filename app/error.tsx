'use client';

import { Button } from '@/components/button';
import { Notice } from '@/components/notice';

/** In the browser only: a script failed, or the network did while a form was being sent. */
export default function PageFailed() {
  const { title, text, reload } = JSON.parse(document.body.dataset.failure ?? '{}');
  return (
    <main className="mx-auto max-w-narrow space-y-5 px-4 py-8">
      <Notice kind="error" title={title} role="alert">
        <p>{text}</p>
      </Notice>
      <Button type="button" onClick={() => window.location.reload()}>
        {reload}
      </Button>
    </main>
  );
}
