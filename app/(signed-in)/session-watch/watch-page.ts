import type { ActiveState } from '@/lib/auth/session-state';
import { byItself } from '@/lib/background-rules';
import { askForState, tellActivity } from './ask-server';
import { noticeActivity } from './notice-activity';
import { otherTabs } from './other-tabs';
import type { Moment } from './page-clock';
import { pageCover } from './page-cover';
import { SessionWatch } from './session-watch';
import type { View } from './view';

/** Marks forms that sign out. */
const SIGN_OUT = 'form[data-sign-out]';

/** Whether the page before, in this document, was to be hidden: the next may have been fetched before a sleep. */
let isHandedOn = false;

interface PageWatch {
  watch: SessionWatch;
  stop(): void;
}

/** Watches the session of this page, with its events, its tabs and its server. */
export function watchPage(
  first: ActiveState,
  madeAt: Moment,
  show: (view: View) => void,
): PageWatch {
  const tabs = otherTabs((message) => watch.hearTab(message));
  const cover = pageCover();
  const watch = new SessionWatch(first, madeAt, {
    askForState,
    tellActivity,
    tellTabs: tabs.tell,
    show,
    cover: cover.set,
    isVisible: () => document.visibilityState === 'visible',
    giveWay: (address = location.pathname + location.search) => location.replace(byItself(address)),
  });
  // To open a page is something that the person did, when it was asked for.
  tabs.tell({ kind: 'heard', state: first, at: madeAt.wall });

  const stopNoticing = noticeActivity(() => watch.active());
  let isSigningOut = false;
  const listeners = new AbortController();
  const on = <E extends Event>(target: EventTarget, type: string, act: (event: E) => void) =>
    target.addEventListener(type, act as EventListener, { signal: listeners.signal });
  // A page that is shown again as it was may be old from the start.
  watch.wake(isHandedOn);
  isHandedOn = false;
  on(document, 'visibilitychange', () => document.visibilityState === 'visible' && watch.wake());
  on(document, 'resume', () => watch.wake());
  on(window, 'focus', () => watch.wake());
  on(window, 'online', () => watch.look());
  on<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && watch.wake(true));
  on<SubmitEvent>(document, 'submit', ({ target }) => {
    isSigningOut = target instanceof Element && target.matches(SIGN_OUT);
  });
  on<PageTransitionEvent>(window, 'pagehide', ({ persisted }) => {
    // By now the server has answered the form: the other tabs find that they are signed out.
    if (isSigningOut) tabs.tell({ kind: 'look' });
    if (persisted) watch.putAway();
  });
  return {
    watch,
    stop() {
      isHandedOn = watch.isUnsure();
      watch.stop();
      stopNoticing();
      listeners.abort();
      tabs.close();
      cover.remove();
    },
  };
}
