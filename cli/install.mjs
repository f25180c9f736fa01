/**
 * Installs what is missing before a command runs: the npm packages, and with `--browser` a Chromium
 * for the tests. Plain JavaScript without packages, because there may be none yet; quick when there
 * is nothing to do, because it runs before every command.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(checkout, 'node_modules', '.csi-install');

try {
  checkNode();
  if (!packagesFit()) installPackages();
  if (process.argv.includes('--browser')) await ensureBrowser();
} catch (error) {
  console.error(`Cannot install: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

function checkNode() {
  const { engines } = JSON.parse(read('package.json'));
  if (satisfies(process.versions.node, engines.node)) return;
  throw new Error(`Node ${process.versions.node} is not one of ${engines.node} (package.json).`);
}

/** The part of npm's range language that package.json uses: `^a.b.c` and `>=a.b.c`, with `||`. */
function satisfies(version, range) {
  const [major, minor, patch] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const [, operator, a, b, c] = /^(\^|>=)(\d+)\.(\d+)\.(\d+)$/.exec(part.trim()) ?? [];
    if (!operator) throw new Error(`"${part.trim()}" in engines is not understood.`);
    const order = major - a || minor - b || patch - c;
    return order >= 0 && (operator === '>=' || major === Number(a));
  });
}

/** Native packages fit one platform and one Node, so these are part of what must not change. */
function fingerprint() {
  const machine = [process.platform, process.arch, process.versions.modules].join(' ');
  const lock = existsSync(join(checkout, 'package-lock.json')) ? read('package-lock.json') : '';
  return createHash('sha256')
    .update([machine, read('package.json'), lock].join('\0'))
    .digest('hex');
}

function packagesFit() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

function installPackages() {
  console.log('Installing npm packages (npm install); this is needed once per change of them.');
  // Not `npm ci`: it refuses a lock file whose optional packages a registry mirror lacks.
  // The development packages are needed whatever NODE_ENV says.
  run('npm', ['install', '--no-audit', '--no-fund', '--include=dev']);
  writeFileSync(stamp, fingerprint());
}

async function ensureBrowser() {
  const { findChromium } = await import('./find-chromium.mjs');
  if (process.env.CSI_PLAYWRIGHT_DOWNLOAD === '1') downloadChromium();
  if (await findChromium()) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && isDebianItself()) {
    console.log(
      'Installing Chromium for the browser tests (apt-get install chromium-headless-shell).',
    );
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-q'], quiet);
    const packages = ['chromium-headless-shell', 'fonts-dejavu-core'];
    run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], quiet);
  } else {
    downloadChromium();
  }
  if (await findChromium()) return;
  throw new Error('no Chromium was found; install one and name it in CHROMIUM_PATH.');
}

/** Ubuntu's package of that name is a pointer to a snap, which does not run in containers. */
function isDebianItself() {
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function downloadChromium() {
  console.log('Downloading Chromium for the browser tests (npx playwright install chromium).');
  // Its libraries are the system's, which only root may install.
  const libraries = process.getuid?.() === 0 ? ['--with-deps'] : [];
  run('npx', ['playwright', 'install', ...libraries, 'chromium']);
}

function run(command, parameters, variables = {}) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: checkout,
    env: { ...process.env, ...variables },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw new Error(`${command} cannot be run (${error.message}).`);
  if (status !== 0) throw new Error(`"${command} ${parameters.join(' ')}" failed, see above.`);
}

function read(name) {
  return readFileSync(join(checkout, name), 'utf8');
}
