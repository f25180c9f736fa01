'use client';

import { useRef } from 'react';
import { useSteadyForm } from '@/app/parts/use-steady-form';
import { UserFields } from '@/app/parts/user-fields';
import type { TypedUser, UserFormWords } from '@/app/parts/user-form-words';
import { Button } from '@/components/button';
import type { Choice } from '@/components/choice-group';
import { DataTable } from '@/components/data-table';
import { ErrorSummary } from '@/components/error-summary';
import { editUserAction } from './edit-actions';

interface EditUserFormProps {
  words: UserFormWords & {
    save: string;
    meanwhile: string;
    meanwhileText: string;
    meanwhileField: string;
    meanwhileNow: string;
    meanwhileYours: string;
    discard: string;
  };
  user: TypedUser & { userId: string; version: number };
  roles: Choice[];
  isPortals: boolean;
  emailHint: string | undefined;
}

export function EditUserForm({ words, user, roles, isPortals, emailHint }: EditUserFormProps) {
  const { answer: state, trouble, form } = useSteadyForm(editUserAction);
  const answers = useRef({ last: state, count: 0 });
  // React empties a form that was sent: each answer draws its fields anew, with what was typed.
  if (answers.current.last !== state) {
    answers.current = { last: state, count: answers.current.count + 1 };
  }
  const errors = state?.errors ?? [];
  const collision = state?.collision ?? [];
  return (
    <div className="space-y-5">
      {trouble ??
        (state && (
          <ErrorSummary title={words.problem} errors={errors} answer={state}>
            {collision.length > 0 && (
              <>
                <p>{words.meanwhileText}</p>
                <DataTable
                  caption={words.meanwhile}
                  columns={[
                    { key: 'label', label: words.meanwhileField },
                    { key: 'now', label: words.meanwhileNow, isLong: true },
                    { key: 'yours', label: words.meanwhileYours, isLong: true },
                  ]}
                  rows={collision.map((cells) => ({ key: cells.label, cells }))}
                />
                <p>
                  <a href={`/admin/users/${user.userId}`}>{words.discard}</a>
                </p>
              </>
            )}
          </ErrorSummary>
        ))}
      <form {...form} className="space-y-5" noValidate>
        <input type="hidden" name="userId" value={user.userId} />
        <input type="hidden" name="version" value={state?.version ?? user.version} />
        <input type="hidden" name="sharedEmail" value={state?.sharedEmail ?? ''} />
        <UserFields
          key={answers.current.count}
          words={words}
          // What the portal decides is not sent, so it does not come back either.
          typed={state ? { ...state.typed, ...(isPortals ? { roles: user.roles } : {}) } : user}
          errors={errors}
          roles={roles}
          methods={[]}
          userId={user.userId}
          isPortals={isPortals}
          emailHint={emailHint}
        />
        <Button>{words.save}</Button>
      </form>
    </div>
  );
}
