/**
 * Computes Argon2id as the server does (the same package, parameters and password) in a process of
 * its own, and prints what it cost: `argon2-hashes.ts <hashes> <at once>` → `{"cpuSeconds":…}`.
 */
import { verify } from '@node-rs/argon2';
import { inParallel } from '@/bench/load';
import { hashWith, todaysParameters } from '@/lib/passwords/hash-password';

const [hashes = 0, atOnce = 0] = process.argv.slice(2).map(Number);
const password = 'Measured-Twice-48';
const passwordHash = await hashWith(todaysParameters(), password);
const compare = async () => {
  if (!(await verify(passwordHash, password))) throw new Error('The password does not fit.');
};
await inParallel(10, atOnce, compare);
const before = process.cpuUsage();
await inParallel(hashes, atOnce, compare);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }));
