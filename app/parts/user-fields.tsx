'use client';

import { useEffect, useRef, useState } from 'react';
import type { TypedUser, UserFormWords } from '@/app/parts/user-form-words';
import { userNotesAction } from '@/app/parts/user-notes-action';
import { type Choice, ChoiceGroup } from '@/components/choice-group';
import type { SummaryError } from '@/components/error-summary';
import { Notice } from '@/components/notice';
import { TextField } from '@/components/text-field';

interface UserFieldsProps {
  words: UserFormWords;
  typed: TypedUser;
  errors: SummaryError[];
  roles: Choice[];
  /** None where a utility has one way to sign in, or the account has one. */
  methods: Choice[];
  /** The account that is edited; null for a new one. */
  userId: string | null;
  /** What comes from the portal and is shown only. */
  isPortals?: boolean;
  /** Why there is no email address. */
  emailHint?: string;
}

/** How long nobody types before a name is whole enough to suggest a username from it. */
const TYPED_MS = 500;

/** The fields of a person, which warn of a taken username and a shared address while one can still act. */
export function UserFields(props: UserFieldsProps) {
  const { words, typed, errors, roles, methods, userId, isPortals = false } = props;
  const [notes, setNotes] = useState({ usernameTaken: false, emailShared: false });
  const fullName = useRef<HTMLInputElement>(null);
  const username = useRef<HTMLInputElement>(null);
  const email = useRef<HTMLInputElement>(null);
  const suggested = useRef('');
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const errorAt = (id: string) => errors.find(({ href }) => href === `#${id}`)?.text;

  const look = async () => {
    clearTimeout(typing.current);
    const [name, user, mail] = [fullName, username, email].map(({ current }) => current);
    if (!name || !user || !mail) return;
    // The page is covered, or warns, and took the focus by itself: nobody has left the field.
    if (document.querySelector('html[data-covered], dialog[open]')) return;
    // Only a help: where it cannot be had, the form works without it.
    const asked = userNotesAction(name.value, user.value, mail.value, userId);
    const found = await asked.catch(() => null);
    if (!found) return;
    const isOurs = user.value === '' || user.value === suggested.current;
    if (isOurs && found.suggestedUsername && found.suggestedUsername !== user.value) {
      user.value = found.suggestedUsername;
      suggested.current = found.suggestedUsername;
      // Who has come to the field meanwhile types over it.
      if (document.activeElement === user) user.select();
    }
    setNotes({ ...found, usernameTaken: found.usernameTaken && !isOurs });
  };
  const lookSoon = () => {
    clearTimeout(typing.current);
    typing.current = setTimeout(look, TYPED_MS);
  };
  useEffect(() => () => clearTimeout(typing.current), []);
  const common = { errorPrefix: words.error, onBlur: look, autoComplete: 'off' };
  return (
    <>
      <TextField
        {...common}
        ref={fullName}
        onInput={userId === null ? lookSoon : undefined}
        id="full-name"
        name="fullName"
        label={words.fullName}
        error={errorAt('full-name')}
        defaultValue={typed.fullName}
        readOnly={isPortals}
        maxLength={200}
      />
      <div className="space-y-2">
        <TextField
          {...common}
          ref={username}
          id="username"
          name="username"
          label={words.username}
          hint={userId === null ? words.usernameSuggested : words.usernameHint}
          error={errorAt('username')}
          defaultValue={typed.username}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={200}
        />
        <div role="status">
          {notes.usernameTaken && <Notice kind="warning" title={words.usernameTaken} />}
        </div>
      </div>
      <div className="space-y-2">
        <TextField
          {...common}
          ref={email}
          id="email"
          name="email"
          type="email"
          label={words.email}
          hint={props.emailHint}
          error={errorAt('email')}
          defaultValue={typed.email}
          readOnly={isPortals}
          autoCapitalize="none"
          spellCheck={false}
        />
        <div role="status">
          {notes.emailShared && <Notice kind="warning" title={words.emailShared} />}
        </div>
      </div>
      <ChoiceGroup
        id="roles"
        kind="checkbox"
        name="roles"
        legend={words.roles}
        choices={roles}
        chosen={typed.roles}
        disabled={isPortals}
        error={errorAt('roles')}
        errorPrefix={words.error}
      />
      {methods.length > 0 && (
        <ChoiceGroup
          id="method"
          kind="radio"
          name="method"
          legend={words.method}
          choices={methods}
          chosen={[typed.method]}
          error={errorAt('method')}
          errorPrefix={words.error}
        />
      )}
    </>
  );
}
