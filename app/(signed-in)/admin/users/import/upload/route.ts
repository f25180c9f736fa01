import { seeOther } from '@/app/parts/answers';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { formHasArrived } from '@/lib/form-action';
import { BrokenForm, takeFormFile } from '@/lib/form-file';
import { receiveImport } from '@/lib/users/import/receive-import';
import { importAddress, importPath } from '../import-address';

/** Takes in a file of people as it arrives. Who may not send one is told so by the page. */
export async function POST(request: Request): Promise<Response> {
  formHasArrived();
  const administrator = await administratorIfAny();
  if (!administrator) return seeOther(importPath);
  const { scope } = administrator;
  try {
    const outcome = await orUnavailable(() =>
      takeFormFile(request, async (name, file) => receiveImport(scope, name, file)),
    );
    switch (outcome.kind) {
      case 'received':
        return seeOther(importAddress(outcome.importId));
      case 'empty':
        return seeOther(`${importPath}?problem=no_file`);
      case 'not_allowed':
        return seeOther(importPath);
    }
  } catch (error) {
    if (!(error instanceof BrokenForm)) throw error;
    return seeOther(`${importPath}?problem=broken`);
  }
}
