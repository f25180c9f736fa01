'use server';

import { redirect } from 'next/navigation';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { readFields } from '@/lib/form-action';
import type { Scope } from '@/lib/scope';
import {
  type DiscardOutcome,
  discardImport,
  type StartOutcome,
  startImport,
} from '@/lib/users/import/start-import';
import { importAddress, importIdOf, importPath } from './import-address';

export async function startImportAction(form: FormData): Promise<void> {
  await act(form, startImport);
}

export async function discardImportAction(form: FormData): Promise<void> {
  await act(form, discardImport);
}

/** The page then shows how things stand, whatever came of it. */
async function act(
  form: FormData,
  use: (scope: Scope, importId: string) => Promise<StartOutcome | DiscardOutcome>,
): Promise<never> {
  const importId = importIdOf(readFields(form, ['importId'])?.importId);
  const administrator = await administratorIfAny();
  if (!administrator || !importId) redirect(importPath);
  const { kind } = await orUnavailable(() => use(administrator.scope, importId));
  redirect(importAddress(importId, kind === 'not_now' ? { problem: kind } : {}));
}
