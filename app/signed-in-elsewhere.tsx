'use client';

import { useEffect } from 'react';
import { byItself } from '@/lib/background-rules';
import { otherTabs } from './(signed-in)/session-watch/other-tabs';

/**
 * On the Welcome page: tells the other tabs that the session may be over, and goes on where this one was
 * once the person has signed in in another tab; the server decides where.
 */
export function SignedInElsewhere() {
  useEffect(() => {
    let isGoing = false;
    const tabs = otherTabs((message) => {
      // Once: every tab that goes on tells of it, and to begin anew each time would take long.
      if (message.kind === 'heard' && !isGoing) {
        location.replace(byItself(location.pathname + location.search));
      }
      isGoing ||= message.kind === 'heard';
    });
    tabs.tell({ kind: 'look' });
    return tabs.close;
  }, []);
  return null;
}
