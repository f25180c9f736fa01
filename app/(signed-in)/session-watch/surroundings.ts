import type { StateOfSession } from '@/lib/auth/session-state';
import type { TabMessage } from './other-tabs';
import type { View } from './view';

/** What a watch needs of the page that it is on: in the tests there is none. */
export interface Surroundings {
  /** Each null where the server cannot be reached, or cannot say. */
  askForState: () => Promise<StateOfSession | null>;
  tellActivity(agoMs: number): Promise<StateOfSession | null>;
  tellTabs(message: TabMessage): void;
  show(view: View): void;
  /** Shows nothing of the page, at once, or shows it again. */
  cover(isCovered: boolean): void;
  isVisible(): boolean;
  /** The page gives way, for good; without an address to its own, asked for anew. */
  giveWay(address?: string): void;
}
