import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { csvHeaders, seeOther, streamed } from '@/app/parts/answers';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { readFields } from '@/lib/form-action';
import { requestContext } from '@/lib/request-context';
import { makeSheet } from '@/lib/users/import/hand-out';
import { canonicalOrigin, type Utility } from '@/lib/utilities/utility';
import { importIdOf, importPath } from '../import-address';
import { csvSheet } from './csv-sheet';
import { printedSheet } from './printed-sheet';
import type { SheetWords } from './sheet-words';

/**
 * The sheet by which people are handed their temporary passwords: these are made while it is written,
 * each committed before it is sent. A POST, so that nothing makes one by following a link.
 */
export async function POST(request: Request): Promise<Response> {
  const fields = readFields(await request.formData(), ['importId', 'format', 'again']);
  const administrator = await administratorIfAny();
  const importId = importIdOf(fields?.importId);
  if (!fields || !administrator || !importId) return seeOther(importPath);
  const { scope } = administrator;
  const outcome = await orUnavailable(() => makeSheet(scope, importId, fields.again === 'yes'));
  if (outcome.kind !== 'ready') return seeOther(importPath);
  const words = await sheetWords(scope.utility);
  return fields.format === 'csv'
    ? streamed(csvSheet(outcome.people, words), csvHeaders('temporary-passwords.csv'))
    : streamed(printedSheet(outcome.people, words, requestContext().nonce), {
        'Content-Type': 'text/html; charset=utf-8',
      });
}

async function sheetWords(utility: Utility): Promise<SheetWords> {
  const t = await getTranslations('import.sheet');
  const format = await getFormatter();
  const { timeZone } = utility;
  return {
    lang: await getLocale(),
    title: t('document', { utility: utility.name }),
    keepSafe: t('keepSafe'),
    name: t('name'),
    username: t('username'),
    password: t('password'),
    address: t('address'),
    until: t('until'),
    how: t('how'),
    print: (await getTranslations('temporaryPassword'))('print'),
    brokeOff: t('brokeOff'),
    complete: (count) => t('complete', { count }),
    instant: (at) =>
      `${format.dateTime(at, { dateStyle: 'full', timeStyle: 'short' })} (${timeZone})`,
    addressToOpen: canonicalOrigin(utility),
  };
}
