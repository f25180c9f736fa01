import { gzipSync } from 'node:zlib';
import type { Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import { Client } from '@/bench/load';

const REACH_KB = 6;

/** How much script the Welcome page brings above what the bare page brings. */
export async function scriptSize(server: BenchServer): Promise<Figure[]> {
  const client = new Client(server.port, server.host, 1);
  const welcome = await scriptsOf(client, '/');
  const bare = await scriptsOf(client, '/bare');
  client.close();
  const more = [...welcome].filter(([path]) => !bare.has(path));
  const aboveBare = (total(welcome) - total(bare)) / 1000;
  const files = more.map(([path, bytes]) => `${path.split('/').pop()} ${bytes}`);
  return [
    {
      name: 'script on the Welcome page above bare',
      value: `${aboveBare.toFixed(2)} KB`,
      reach: `at most ${REACH_KB} KB`,
      reached: aboveBare <= REACH_KB,
      measured:
        `Script files that the page names, each gzip -9: ${(total(welcome) / 1000).toFixed(1)} KB in ` +
        `${welcome.size} files, the bare page ${(total(bare) / 1000).toFixed(1)} KB in ${bare.size}. ` +
        `Only here: ${files.join(', ')} bytes. The script of app/error.tsx is in both.`,
      details: { welcome: Object.fromEntries(welcome), bare: Object.fromEntries(bare) },
    },
  ];
}

function total(scripts: Map<string, number>): number {
  return [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Gzip sizes of all script files that a page names, as `<script>`, as preload, or in what React is
 * to load for its client components.
 */
async function scriptsOf(client: Client, path: string): Promise<Map<string, number>> {
  const { status, body } = await client.ask({ path, headers: { accept: 'text/html' } });
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
