import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptPortalKey } from '@/demo/portal/summit-key';

/** Key pairs are made, which takes a busy machine long. */
const timeout = 30_000;

test("the portal's key stays from start to start, for its starter alone", { timeout }, async () => {
  const home = mkdtempSync(join(tmpdir(), 'summit-key-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const path = join(home, 'key.pem');
  const made = await keptPortalKey(path);
  expect(await keptPortalKey(path)).toEqual(made);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const certificate = new X509Certificate(made.certificate);
  expect(certificate.checkPrivateKey(createPrivateKey(made.privateKey))).toBe(true);
});
