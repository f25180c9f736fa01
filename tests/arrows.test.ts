import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forbiddenArrows } from '@/tests/support/cruise';

/** Files of a made-up tree with the lines that they consist of. */
const tree: Record<string, string[]> = {
  'drizzle/schema.ts': [],
  'lib/db.ts': ["import '@/drizzle/schema';"],
  'lib/scope.ts': ["import type { Utility } from '@/lib/utilities/utility';"],
  'lib/clock.ts': ["import type { Utility } from '@/lib/utilities/utility';"],
  'lib/utilities/utility.ts': ['export interface Utility {}'],
  'lib/utilities/utility-store.ts': ["import '@/lib/db';"],
  'lib/audit/record.ts': ["import type { Lock } from '@/lib/lockout/lock';"],
  'lib/lockout/lock.ts': ["import '@/lib/audit/record-event';", 'export interface Lock {}'],
  'lib/audit/record-event.ts': ["import '../db';"],
  'lib/lockout/lock-rules.ts': ["import '@/lib/lockout/helper';"],
  'lib/lockout/helper.ts': ["import '@/lib/db';"],
  'lib/throttle/throttle-policy.ts': [
    "import 'node:fs';",
    "import type { Server } from 'node:http';",
  ],
  'lib/session/session.ts': ["import '@/lib/lockout/lock';", "import '@/lib/scope';"],
  'lib/sign-in/sign-in.ts': ["import '@/lib/session/session';", "import './attempt';"],
  'lib/sign-in/attempt.ts': [],
  'lib/users/add-user.ts': ["export * from '@/lib/sign-in/sign-in';"],
  'lib/sso/arrive.ts': ["export const late = () => import('@/lib/auth/auth');"],
  'lib/auth/auth.ts': ["import 'next-auth';", "import '@/lib/sign-in/sign-in';"],
  'lib/session/cookie.ts': ["import type { Session } from '@auth/core/types';"],
  'lib/door/door.ts': [
    "import '@/lib/users/add-user';",
    "import '@/lib/throttle/throttle-policy';",
  ],
  'lib/mail/send.ts': ["import '@/components/button';"],
  'emails/letter.tsx': ["import '@/lib/accent-rules';", "import '@/lib/scope';"],
  'lib/accent-rules.ts': [],
  'lib/billing/bill.ts': ["import '@/lib/db';"],
  'lib/utilities/apply.ts': ["import '@/lib/billing/bill';"],
  'lib/utilities/ring-a.ts': ["import './ring-b';"],
  'lib/utilities/ring-b.ts': ["import './ring-a';"],
  'components/button.tsx': ["import type { Scope } from '@/lib/scope';"],
  'components/form.tsx': [
    "import { Button } from './button';",
    'export const F = () => <Button />;',
  ],
  'app/page.tsx': ["import '@/lib/auth/auth';", "import '@/components/form';"],
  'app/layout.tsx': ["import '@/lib/door/door';", "import '@/demo/demo';"],
  'cli/csi.ts': ["import '@/lib/users/add-user';", "import '@/app/page';"],
  'demo/demo.ts': ["import '@/tests/support/help';", "import '@/lib/users/add-user';"],
  'tests/support/help.ts': ["import '@/lib/lockout/lock-rules';"],
  'server.ts': ["import '@/lib/door/door';"],
};

const forbidden = [
  'only-scope-names-the-utility: lib/clock.ts → lib/utilities/utility.ts',
  'no-arrow-up-from-utilities: lib/audit/record.ts → lib/lockout/lock.ts',
  'pure-files-reach-no-machine: lib/lockout/lock-rules.ts → lib/db.ts',
  'pure-files-reach-no-machine: lib/lockout/lock-rules.ts → drizzle/schema.ts',
  'pure-files-use-no-node: lib/throttle/throttle-policy.ts → fs',
  'use-cases-stand-alone: lib/users/add-user.ts → lib/sign-in/sign-in.ts',
  'no-arrow-up-from-sign-in: lib/sso/arrive.ts → lib/auth/auth.ts',
  'next-auth-in-one-place: lib/session/cookie.ts → @auth/core/types.d.ts',
  'door-does-not-sign-in: lib/door/door.ts → lib/users/add-user.ts',
  'lib-below-the-surface: lib/mail/send.ts → components/button.tsx',
  'every-room-has-a-level: lib/utilities/apply.ts → lib/billing/bill.ts',
  'no-cycles: lib/utilities/ring-a.ts → lib/utilities/ring-b.ts',
  'components-know-no-feature: components/button.tsx → lib/scope.ts',
  'door-is-for-the-server: app/layout.tsx → lib/door/door.ts',
  'product-without-demo: app/layout.tsx → demo/demo.ts',
  'mails-know-no-feature: emails/letter.tsx → lib/scope.ts',
  'command-line-shows-no-pages: cli/csi.ts → app/page.tsx',
  'tests-are-for-tests: demo/demo.ts → tests/support/help.ts',
];

const home = join(import.meta.dirname, '../.test');
mkdirSync(home, { recursive: true });
const root = mkdtempSync(join(home, 'arrows-'));
let found: string[];

beforeAll(async () => {
  for (const [path, lines] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${lines.join('\n')}\nexport {};\n`);
  }
  const arrows = await forbiddenArrows(root);
  found = arrows.map((arrow) => arrow.replace(/→ .*node_modules\//, '→ '));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('an arrow against the levels is found, type-only, dynamic and re-exporting ones too', () => {
  test.each(forbidden)('%s', (arrow) => {
    expect(found.filter((line) => line === arrow)).toHaveLength(1);
  });
});

test('every other arrow of the tree is allowed', () => {
  expect(found.filter((arrow) => !forbidden.includes(arrow))).toEqual([]);
});
