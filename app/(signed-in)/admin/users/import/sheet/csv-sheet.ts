import { csvHeading, csvLines } from '@/lib/users/import/csv-files';
import type { HandedOut } from '@/lib/users/import/hand-out';
import type { SheetWords } from './sheet-words';

/** A hand-out sheet for a mail merge. One that breaks off is a download that failed. */
export async function* csvSheet(
  people: AsyncIterable<HandedOut>,
  words: SheetWords,
): AsyncGenerator<string> {
  yield csvHeading([words.name, words.username, words.password, words.address, words.until]);
  for await (const { fullName, username, password, expiresAt } of people) {
    yield csvLines([[fullName, username, password, words.addressToOpen, words.instant(expiresAt)]]);
  }
}
