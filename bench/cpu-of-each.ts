import { NAVIGATION } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { type Client, inParallel } from '@/bench/load';
import { cpuSeconds } from '@/bench/processes';

/** How many requests are under way at a time while the server's CPU is measured. */
export const CONNECTIONS = 4;

/** Milliseconds of the server's CPU that each of so many pieces of work takes. */
export async function cpuMsOfEach(
  server: Pick<BenchServer, 'pid'>,
  count: number,
  work: (index: number) => Promise<void>,
): Promise<number> {
  const before = cpuSeconds(server.pid);
  await inParallel(count, CONNECTIONS, work);
  return (1000 * (cpuSeconds(server.pid) - before)) / count;
}

/** Of each bare page. @throws where one is not answered with the page */
export function cpuMsOfBarePages(
  server: BenchServer,
  client: Client,
  pages: number,
): Promise<number> {
  return cpuMsOfEach(server, pages, async () => {
    const { status, body } = await client.ask({ path: '/bare', headers: NAVIGATION });
    if (status !== 200 || !body.endsWith('</html>')) {
      throw new Error(`/bare was answered ${status}: ${body.slice(0, 300)}`);
    }
  });
}
