import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultNames } from '@/lib/sso/attribute-defaults-rules';
import { ssoDocument } from '@/lib/utilities/sso-document';

const page = readFileSync('docs/identity-engineer.md', 'utf8');

describe("the identity engineer's page", () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml = '']) => [/issuer: (\S+)/.exec(yaml)?.[1], yaml] as const,
  );

  test.each(blocks)('has settings to paste that are taken, of %s', (_, yaml) => {
    expect(ssoDocument.safeParse(parse(yaml).sso).error?.issues).toBeUndefined();
  });

  test.each(['subject', 'username', 'email', 'roles'] as const)(
    'tells where the %s is looked for, first to last',
    (target) => {
      const names = defaultNames('oidc', target).map((name) => `\`${name}\``);
      expect(page).toContain(`| ${names.join(', ')}`);
    },
  );
});
