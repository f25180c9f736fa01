import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { utilities } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { exportDocuments, exportToDirectory, toYaml } from '@/lib/utilities/export-utilities';
import { readUtilityFiles } from '@/lib/utilities/yaml-file';
import { LOGO } from '@/tests/support/pictures';
import { scope } from '@/tests/utilities/sources';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csi-export-'));
});

afterEach(() => rm(directory, { recursive: true }));

const read = (path: string) => readFile(join(directory, 'out', path), 'utf8');

async function apply(file: string, yaml: string) {
  await writeFile(join(directory, file), yaml);
  const { sources, faults } = await readUtilityFiles([join(directory, file)], {
    SECRET: 'hunter2',
  });
  expect(faults).toEqual([]);
  return applyUtilities(scope, sources);
}

async function exportAll() {
  const { documents } = await exportDocuments(db());
  return exportToDirectory(db(), documents, join(directory, 'out'));
}

const plain = (utility: string) => ({ utility, name: 'N', domains: [`${utility}.example`] });
const withLogo = (utility: string) => `${stringify(plain(utility))}brand: { logo: ./logo.svg }\n`;

const harbor = `utility: harbor
name: Harbor Power
domains:
  - csi.harbor.example
passwords:
  maxAgeDays: null
sso:
  kind: oidc
  issuer: https://portal.example
  clientId: csi
  clientSecret: \${SECRET}
`;

test('gives back what was written, defaults left out and secrets by name', async () => {
  await apply('harbor.yaml', harbor);
  const { documents } = await exportDocuments(db());
  expect(toYaml(documents)).toBe(harbor);
});

test('what was exported changes nothing when it is applied', async () => {
  await writeFile(join(directory, 'logo.svg'), LOGO);
  await apply('harbor.yaml', `${harbor}brand:\n  logo: ./logo.svg\n`);
  await exportAll();
  expect(await read('logo.svg')).toBe(LOGO);
  expect(await apply('out/harbor.yaml', await read('harbor.yaml'))).toMatchObject({
    plans: [{ kind: 'unchanged' }],
  });
});

test('says which of the wanted utilities are not there', async () => {
  await apply('harbor.yaml', harbor);
  const { documents, unknown } = await exportDocuments(db(), ['harbor', 'summit']);
  expect(documents).toHaveLength(1);
  expect(unknown).toEqual(['summit']);
});

test('a stored path that leads out of the directory does not choose what is overwritten', async () => {
  const outside = join(directory, 'logo.svg');
  await writeFile(outside, LOGO);
  const escapes = { harbor: outside, summit: 'x/../../logo.svg' };
  for (const [utility, path] of Object.entries(escapes)) {
    await apply('u.yaml', withLogo(utility));
    const stored = { ...plain(utility), brand: { logo: path } };
    await db().update(utilities).set({ document: stored }).where(eq(utilities.utilityId, utility));
  }
  await writeFile(outside, 'mine');
  await exportAll();
  expect(await readFile(outside, 'utf8')).toBe('mine');
  for (const utility of Object.keys(escapes)) {
    const path = `./${utility}/brand.logo-logo.svg`;
    expect(await read(path)).toBe(LOGO);
    expect(await read(`${utility}.yaml`)).toContain(`logo: ${path}`);
  }
});

test('two utilities whose files have one name keep their own', async () => {
  for (const utility of ['harbor', 'summit']) {
    await writeFile(
      join(directory, 'logo.svg'),
      LOGO.replace('viewBox', `id="${utility}" viewBox`),
    );
    await apply('u.yaml', withLogo(utility));
  }
  await exportAll();
  expect(await read('logo.svg')).toContain('harbor');
  expect(await read('summit/brand.logo-logo.svg')).toContain('summit');
});
