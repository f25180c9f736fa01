import { getTranslations } from 'next-intl/server';
import { Button, ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { ErrorSummary } from '@/components/error-summary';
import { Field, fieldAria } from '@/components/field';
import { TextField } from '@/components/text-field';
import { ACTS, type AskedFor, addressQuery, type FilterField } from '@/lib/audit-list/filter-rules';
import { faultWords } from './fault-words';

/** A plain GET form: what is asked for stands in the address, and works without script. */
export async function FilterForm({ asked }: { asked: AskedFor }) {
  const t = await getTranslations('audit');
  const form = await getTranslations('form');
  const { typed } = asked;
  const faults = await faultWords(asked);
  const field = (name: FilterField) => ({
    id: name,
    label: t(`filter.${name}`),
    error: faults.find((fault) => fault.href === `#${name}`)?.text,
    errorPrefix: form('error'),
  });
  const act = field('act');
  const isAsked = addressQuery(typed) !== '' || faults.length > 0;
  return (
    // On paper it says what was asked for, where anything was.
    <div className={isAsked ? '' : 'print:hidden'}>
      <Card title={t('filter.title')} id="filter">
        {faults.length > 0 && (
          <ErrorSummary title={form('problem')} errors={faults} headingLevel={3} />
        )}
        <form action="/admin/audit" className="space-y-5" noValidate>
          <div className="grid grid-cols-1 items-end gap-5 sm:grid-cols-3">
            <div className="sm:col-span-3">
              <TextField
                {...field('person')}
                name="person"
                defaultValue={typed.person}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                hint={t('filter.personHint')}
              />
            </div>
            <Field {...act}>
              <select {...fieldAria(act)} name="act" defaultValue={typed.act} className="control">
                <option value="">{t('filter.any')}</option>
                {ACTS.map((one) => (
                  <option key={one} value={one}>
                    {t(`act.${one}`)}
                  </option>
                ))}
              </select>
            </Field>
            <TextField {...field('from')} name="from" type="date" defaultValue={typed.from} />
            <TextField {...field('until')} name="until" type="date" defaultValue={typed.until} />
          </div>
          <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
            <Button variant="secondary">{t('filter.show')}</Button>
            {isAsked && (
              <span className="-mx-3">
                <ButtonLink href="/admin/audit" variant="quiet">
                  {t('filter.clear')}
                </ButtonLink>
              </span>
            )}
          </div>
        </form>
      </Card>
    </div>
  );
}
