import { gzipSync } from 'node:zlib';
import type { Figure } from '@/bench/figure';
import { signedIn } from '@/bench/home-page';
import type { BenchServer } from '@/bench/installation';
import { Client } from '@/bench/load';
import type { BenchPerson } from '@/bench/people';

const REACHES_KB = { '/': 6, '/home': 12 } as const;

const NAMES = { '/': 'the Welcome page', '/home': '/home, with the idle watcher,' } as const;

/** How much script the Welcome page and the home page bring above what the bare page brings. */
export async function scriptSize(
  server: BenchServer,
  people: readonly BenchPerson[],
): Promise<Figure[]> {
  const client = new Client(server.port, server.host, 1);
  const [cookie = ''] = await signedIn(client, people.slice(0, 1));
  const bare = await scriptsOf(client, '/bare');
  const figures: Figure[] = [];
  for (const path of ['/', '/home'] as const) {
    const scripts = await scriptsOf(client, path, path === '/' ? {} : { cookie });
    figures.push(figureOf(path, scripts, bare));
  }
  client.close();
  return figures;
}

type Sizes = Map<string, number>;

function figureOf(path: keyof typeof REACHES_KB, scripts: Sizes, bare: Sizes): Figure {
  const reach = REACHES_KB[path];
  const aboveBare = (total(scripts) - total(bare)) / 1000;
  const more = [...scripts].filter(([file]) => !bare.has(file));
  const files = more.map(([file, bytes]) => `${file.split('/').pop()} ${bytes}`);
  return {
    name: `script on ${NAMES[path]} above bare`,
    value: `${aboveBare.toFixed(2)} KB`,
    reach: `at most ${reach} KB`,
    reached: aboveBare <= reach,
    measured:
      `Script files that the page names, each gzip -9: ${(total(scripts) / 1000).toFixed(1)} KB in ` +
      `${scripts.size} files, the bare page ${(total(bare) / 1000).toFixed(1)} KB in ${bare.size}. ` +
      `Only here: ${files.join(', ')} bytes. The script of app/error.tsx is in both.`,
    details: { scripts: Object.fromEntries(scripts), bare: Object.fromEntries(bare) },
  };
}

function total(scripts: Sizes): number {
  return [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Gzip sizes of all script files that a page names, as `<script>`, as preload, or in what React is
 * to load for its client components.
 */
async function scriptsOf(client: Client, path: string, headers = {}): Promise<Sizes> {
  const asked = { path, headers: { accept: 'text/html', ...headers } };
  const { status, body } = await client.ask(asked);
  if (status !== 200) throw new Error(`${path} was answered ${status}.`);
  const named = body.matchAll(/static\/[^"'\\\s]+?\.js\b/g);
  const sizes = new Map<string, number>();
  for (const file of new Set([...named].map(([file]) => `/_next/${file}`))) {
    const script = await client.ask({ path: file });
    if (script.status !== 200) throw new Error(`${file} was answered ${script.status}.`);
    sizes.set(file, gzipSync(script.body, { level: 9 }).length);
  }
  if (sizes.size === 0) throw new Error(`${path} names no script.`);
  return sizes;
}
