import type { ActiveState } from '@/lib/auth/session-state';

/** What the tabs of a browser tell each other. */
export type TabMessage =
  /** What the server said after somebody did something, and when: by `Date.now()`, which tabs share. */
  | { kind: 'heard'; state: ActiveState; at: number }
  /** The session may be over: ask. */
  | { kind: 'look' };

interface OtherTabs {
  tell(message: TabMessage): void;
  close(): void;
}

/** The other tabs at this address, in this browser. Only pages of this origin are heard. */
export function otherTabs(hear: (message: TabMessage) => void): OtherTabs {
  const channel = new BroadcastChannel('csi session');
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => hear(data);
  return { tell: (message) => channel.postMessage(message), close: () => channel.close() };
}
