import { createTranslator } from 'next-intl';
import { expect, test, vi } from 'vitest';
import { compared } from '@/app/(signed-in)/admin/users/[userId]/compared';
import type { Role } from '@/lib/utilities/utility';
import fr from '@/messages/fr.json';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'userForm') =>
    createTranslator({ locale: 'fr-CA', messages: fr, namespace }),
}));

test('what is missing on one side is said in the gender of what is missing', async () => {
  const nobody = { fullName: '', username: '', email: '', roles: [] };
  const roles: Role[] = ['CSR'];
  const dana = { fullName: 'Dana', username: 'dana', email: 'd@x.example', roles };
  expect(await compared(dana, nobody)).toEqual([
    { label: 'Nom complet', now: 'Dana', yours: 'Aucun' },
    { label: 'Nom d’utilisateur', now: 'dana', yours: 'Aucun' },
    { label: 'Adresse courriel', now: 'd@x.example', yours: 'Aucune' },
    { label: 'Rôles', now: 'CSR', yours: 'Aucun' },
  ]);
});
