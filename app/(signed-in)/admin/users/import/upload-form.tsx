import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/button';
import { Field, fieldAria } from '@/components/field';
import { neededColumns } from '@/lib/users/import/column-rules';
import type { SignInMode } from '@/lib/utilities/utility';
import { importPath } from './import-address';

/** A plain form to a route that reads the file as it arrives: no action, which would hold it whole. */
export async function UploadForm({ signIn }: { signIn: SignInMode }) {
  const t = await getTranslations('import.choose');
  const nameOf = await getTranslations('import.column');
  const columns = neededColumns(signIn).map((column) => nameOf(column));
  const field = { id: 'file', label: t('file'), hint: t('hint', { columns: columns.join(', ') }) };
  return (
    <form
      method="post"
      action={`${importPath}/upload`}
      encType="multipart/form-data"
      className="max-w-measure space-y-5"
    >
      <Field {...field}>
        <input
          {...fieldAria(field)}
          type="file"
          name="file"
          accept=".csv,text/csv"
          required
          className="control file-control"
        />
      </Field>
      <p>{t('first')}</p>
      <Button>{t('submit')}</Button>
    </form>
  );
}
