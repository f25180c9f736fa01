import type { Page } from '@playwright/test';
import type { Servers } from '@/tests/e2e/support/servers';

/** Brings a browser to a page or a state of it. */
export type Arrive = (page: Page, servers: Servers) => Promise<unknown>;
