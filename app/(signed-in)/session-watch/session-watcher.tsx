'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button';
import { useHydrated } from '@/components/use-hydrated';
import type { ActiveState } from '@/lib/auth/session-state';
import { momentHad } from './page-clock';
import { SessionWarning, type WarningWords } from './session-warning';
import type { SessionWatch } from './session-watch';
import type { View } from './view';
import { watchPage } from './watch-page';

interface SessionWatcherProps {
  /** How the session stood when this page was made. */
  state: ActiveState;
  words: Record<'idle' | 'absolute', WarningWords> & {
    stay: string;
    /** While the server is being asked, and nothing of the page is shown. */
    checking: string;
    unheard: string;
    unheardText: string;
    unheardHint: string;
    lookAgain: string;
  };
  /** The form that signs out. */
  signOut: ReactNode;
}

/** Warns before the session ends, and hides the page when it has. Without script there is none of it. */
export function SessionWatcher({ state, words, signOut }: SessionWatcherProps) {
  const [view, show] = useState<View | null>(null);
  const watch = useRef<SessionWatch>(null);
  const first = useRef(state);
  // False for what came with the document; true for what script has fetched since.
  const isFetched = useRef(useHydrated());

  useEffect(() => {
    const page = watchPage(first.current, momentHad(first.current, isFetched.current), show);
    watch.current = page.watch;
    return page.stop;
  }, []);
  useEffect(() => {
    if (state !== first.current) watch.current?.hearPage(state, momentHad(state, true));
  }, [state]);

  return (
    <div data-session-watch>
      {view?.kind === 'warning' && (
        <SessionWarning
          key={view.why}
          why={view.why}
          leftMs={view.leftMs}
          words={words[view.why]}
          trouble={view.isUnheard ? words.unheardHint : null}
          onEscape={() => watch.current?.stay()}
        >
          {view.why === 'idle' && (
            <Button type="button" onClick={() => watch.current?.stay()}>
              {words.stay}
            </Button>
          )}
          {signOut}
        </SessionWarning>
      )}
      {view?.kind === 'covered' && (
        // The whole page for as long as it stands: what lies behind is hidden from everybody.
        // An alert where it lasts; to say more each time that somebody comes back would be noise.
        <main className="fixed inset-0 z-20 overflow-y-auto bg-page">
          <div
            key={String(view.isUnheard)}
            role={view.isUnheard ? 'alert' : undefined}
            className="flex min-h-full flex-col items-center justify-center gap-4 p-6 text-center"
          >
            <h1 className="text-xl font-semibold">
              {view.isUnheard ? words.unheard : words.checking}
            </h1>
            {view.isUnheard && (
              <>
                <p className="max-w-measure">{words.unheardText}</p>
                <Button type="button" variant="secondary" onClick={() => watch.current?.look()}>
                  {words.lookAgain}
                </Button>
              </>
            )}
          </div>
        </main>
      )}
    </div>
  );
}
