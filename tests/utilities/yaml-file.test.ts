import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readUtilityFiles } from '@/lib/utilities/yaml-file';
import { LOGO, png } from '@/tests/support/pictures';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csi-yaml-'));
});

afterEach(() => rm(directory, { recursive: true }));

const inDirectory = (name: string) => join(directory, name);
const write = (name: string, content: string | Buffer) => writeFile(inDirectory(name), content);

/** Faults with the directory left out. */
async function faultsOf(
  yaml: string,
  variables: Record<string, string | undefined> = {},
): Promise<string[]> {
  await write('u.yaml', yaml);
  const { sources, faults } = await readUtilityFiles([inDirectory('u.yaml')], variables);
  expect(sources.length === 0).toBe(faults.length > 0);
  return faults.map((fault) => fault.replace(`${directory}/`, ''));
}

const harbor = 'utility: harbor\nname: Harbor Power\ndomains: [csi.harbor.example]\n';
const oidc = `${harbor}sso:
  kind: oidc
  issuer: https://portal.example
  clientId: csi
  clientSecret: \${HARBOR_OIDC_SECRET}
`;

test('reads several utilities from a file, and several files', async () => {
  await write('a.yaml', `${harbor}---\nutility: summit\nname: Summit\ndomains: [s.example]\n---\n`);
  await write('b.yaml', 'utility: valley\nname: Valley\ndomains: [v.example]\n');
  const { sources, faults } = await readUtilityFiles(['a.yaml', 'b.yaml'].map(inDirectory), {});
  expect(faults).toEqual([]);
  expect(sources.map(({ document }) => document.utility)).toEqual(['harbor', 'summit', 'valley']);
});

describe('every fault is told at once with file, line and field', () => {
  test('at the line where the setting stands, in the order of the lines', async () => {
    const yaml = [
      'utility: harbor',
      'name: Harbor Power',
      'domains:',
      '  - csi.harbor.example',
      '  - https://harbor.example',
      'session:',
      '  # a comment',
      '  idleMinutes: 4',
      'lokout: { attempts: 3 }',
    ];
    expect(await faultsOf(yaml.join('\n'))).toEqual([
      expect.stringMatching(/^u\.yaml:5: domains\[1\]: must be a host/),
      'u.yaml:8: session.idleMinutes: must be a whole number from 5 to 1440',
      'u.yaml:9: lokout: is not a setting',
    ]);
  });

  test('at the nearest parent of a setting that is missing', async () => {
    const yaml = `${harbor}sso:\n  kind: saml\n`;
    expect(await faultsOf(yaml)).toEqual(['u.yaml:4: sso.metadata: is missing']);
  });

  test('with lines counted from the top of the file in a later document', async () => {
    expect(
      await faultsOf(`${harbor}---\nutility: summit\nname: 5\ndomains: [s.example]\n`),
    ).toEqual(['u.yaml:6: name: must be text (put quotes around it)']);
  });

  test('over all files', async () => {
    await write('a.yaml', 'utility: A\nname: A\ndomains: [a.example]\n');
    const { faults } = await readUtilityFiles(['a.yaml', 'none.yaml'].map(inDirectory), {});
    expect(faults).toEqual([
      expect.stringContaining('a.yaml:1: utility: must be'),
      expect.stringMatching(/none\.yaml: does not exist$/),
    ]);
  });
});

describe('YAML itself', () => {
  test.each([
    ['a duplicate key', `${harbor}name: Other\n`, 'u.yaml:4: Map keys must be unique'],
    ['an unknown tag', 'name: !secret x\n', 'u.yaml:1: Unresolved tag: !secret'],
    ['nothing at all', '', 'u.yaml:1: has no utility'],
    ['only a comment', '# soon\n', 'u.yaml:1: has no utility'],
    ['a list', '- harbor\n', 'u.yaml:1: must be a map of settings'],
    ['an unknown alias', 'name: *x\n', 'u.yaml:1: has too many or unresolved aliases'],
  ])('refuses %s', async (_, yaml, fault) => {
    expect(await faultsOf(yaml)).toContainEqual(expect.stringContaining(fault));
  });

  test('refuses aliases that would unfold to gigabytes, at once', async () => {
    const levels = Array.from({ length: 20 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x]' : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`,
    );
    expect(await faultsOf(levels.join('\n'))).toEqual([
      'u.yaml:1: has too many or unresolved aliases',
    ]);
  });
});

test('two utilities with one id, or one domain, are refused where the second stands', async () => {
  expect(await faultsOf(`${harbor}---\n${harbor}`)).toEqual(['u.yaml:5: utility: is given twice']);
  const summit = 'utility: summit\nname: Summit\ndomains: [s.example, CSI.harbor.example]\n';
  expect(await faultsOf(`${harbor}---\n${summit}`)).toEqual([
    'u.yaml:7: domains[1]: csi.harbor.example belongs to harbor, further up',
  ]);
});

describe('files that a utility names', () => {
  const withLogo = `${harbor}brand:\n  accent: "#0b5cad"\n  logo: ./logo.png\n`;

  test('are found relative to the YAML file', async () => {
    await write('logo.png', png());
    await write('u.yaml', withLogo);
    const { sources } = await readUtilityFiles([inDirectory('u.yaml')], {});
    expect(sources[0]?.files['brand.logo']).toMatchObject({
      mediaType: 'image/png',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('that are not there are told at their setting', async () => {
    expect(await faultsOf(withLogo)).toEqual(['u.yaml:6: brand.logo: ./logo.png does not exist']);
  });

  test('a logo that would run something is told with its setting, its line and the reason', async () => {
    await write('logo.png', LOGO.replace('<path', '\n\n<script>alert(1)</script><path'));
    expect(await faultsOf(withLogo)).toEqual([
      'u.yaml:6: brand.logo: ./logo.png has <script> in line 3: a logo must not run anything',
    ]);
  });

  test('that are something else are told at their setting', async () => {
    await write('logo.png', 'GIF89a');
    expect(await faultsOf(withLogo)).toEqual([
      'u.yaml:6: brand.logo: ./logo.png must be a PNG or SVG image',
    ]);
    expect(await faultsOf(withLogo.replace('./logo.png', '.'))).toEqual([
      'u.yaml:6: brand.logo: . is not a file',
    ]);
  });
});

describe('secrets', () => {
  test('are read from the environment, and the document keeps only the name', async () => {
    await write('u.yaml', oidc);
    const { sources } = await readUtilityFiles([inDirectory('u.yaml')], {
      HARBOR_OIDC_SECRET: 'hunter2',
    });
    expect(sources[0]?.secrets).toEqual({ 'sso.clientSecret': 'hunter2' });
    expect(JSON.stringify(sources[0]?.document)).not.toContain('hunter2');
  });

  test.each(['AUTH_SECRET', 'DATABASE_URL', 'METRICS_TOKEN'])(
    'may not be %s: a file from outside must not send our own to a provider',
    async (name) => {
      const file = oidc.replace('HARBOR_OIDC_SECRET', name);
      expect(await faultsOf(file, { [name]: 'ours' })).toEqual([
        `u.yaml:8: sso.clientSecret: ${name} is a setting of this program, and no secret to share with a provider`,
      ]);
    },
  );

  test.each([{}, { HARBOR_OIDC_SECRET: '' }])(
    'that are not set (%j) are told',
    async (variables) => {
      expect(await faultsOf(oidc, variables)).toEqual([
        'u.yaml:8: sso.clientSecret: the environment variable HARBOR_OIDC_SECRET is not set',
      ]);
    },
  );
});
