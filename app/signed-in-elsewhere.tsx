'use client';

import { useEffect } from 'react';
import { otherTabs } from './(signed-in)/session-watch/other-tabs';

/**
 * On the Welcome page: tells the other tabs that the session may be over, and goes on where this one was
 * once the person has signed in in another tab; the server decides where.
 */
export function SignedInElsewhere() {
  useEffect(() => {
    const tabs = otherTabs((message) => {
      if (message.kind === 'heard') location.reload();
    });
    tabs.tell({ kind: 'look' });
    return tabs.close;
  }, []);
  return null;
}
