import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_HOME } from '@/bench/build';
import type { Figure } from '@/bench/figure';
import { CHECKOUT } from '@/demo/postgres-binaries';

/** A test for each message; their files say what it is. */
const HOSTILE = /\/hostile-[\w-]+\.db\.test\.ts$/;
const GOOD = /\/good-messages\.db\.test\.ts$/;

/** Of vitest's JSON report, what is read. */
interface Report {
  testResults: {
    name: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** The messages of the tests, on whose server they are as good as on ours: how many go as they must. */
export async function samlCorpus(): Promise<Figure[]> {
  const { testResults } = await runTests();
  return [
    figure('hostile SAML messages refused', testResults, HOSTILE),
    figure('good SAML messages accepted', testResults, GOOD),
  ];
}

async function runTests(): Promise<Report> {
  mkdirSync(BENCH_HOME, { recursive: true });
  const path = join(BENCH_HOME, 'saml-corpus.json');
  const vitest = spawn(
    join(CHECKOUT, 'node_modules/.bin/vitest'),
    [
      'run',
      'tests/sso/saml/hostile-',
      'tests/sso/saml/good-messages',
      '--reporter=json',
      `--outputFile=${path}`,
    ],
    { cwd: CHECKOUT, stdio: 'ignore', env: { ...process.env, NODE_ENV: 'test' } },
  );
  await new Promise<void>((done, fail) => {
    vitest.once('error', fail);
    vitest.once('exit', () => done());
  });
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

function figure(name: string, files: Report['testResults'], wanted: RegExp): Figure {
  const tests = files
    .filter((file) => wanted.test(file.name))
    .flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed');
  return {
    name,
    value: `${passed.length} of ${tests.length}`,
    reach: 'all',
    reached: tests.length > 0 && passed.length === tests.length,
    measured: 'Counted from a run of the tests that make them (tests/sso/saml), on PostgreSQL.',
    details: {
      failed: tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName),
    },
  };
}
