import { describe, expect, test } from 'vitest';
import { LOCALES } from '@/lib/locale-rules';
import { type Column, readHeading } from '@/lib/users/import/column-rules';
import { exportedCsv } from '@/lib/users/import/csv-files';
import { csvRecords } from '@/lib/users/import/csv-records';
import { readRow } from '@/lib/users/import/row-rules';
import type { UserSummary } from '@/lib/users/list-users';
import { catalogueOf } from '@/lib/words';
import { portal, utilityOf } from '@/tests/support/utility-settings';
import { exportWords } from '@/tests/users/import/export-words';

const both = utilityOf({ signIn: 'both', sso: { ...portal, roles: { CSR: ['x'] } } });

/** What the import makes of a file: a heading that it refuses, or its lines. */
async function read(file: AsyncIterable<string> | string[]) {
  const rows: ReturnType<typeof readRow>[] = [];
  let columns: Parameters<typeof readRow>[2] | null = null;
  async function* bytes() {
    for await (const piece of file) yield Buffer.from(piece);
  }
  for await (const { line, cells } of csvRecords(bytes())) {
    if (columns) rows.push(readRow(line, cells, columns, both));
    else {
      const heading = readHeading(cells, 'both');
      if (heading.kind !== 'understood') return heading;
      columns = heading.columns;
    }
  }
  return rows;
}

const heading = (...cells: string[]) => readHeading(cells, 'standalone');

/** Where each column stands; by itself a name leaves others missing. */
function columnNamed(name: string): Column | undefined {
  const all: Column[] = ['fullName', 'username', 'email', 'roles', 'signIn'];
  const alone = readHeading([name], 'both');
  if (alone.kind !== 'columns_missing') throw new Error(alone.kind);
  return all.find((column) => !alone.which.includes(column));
}

describe('the names of columns', () => {
  test.each(LOCALES)('of %s are each understood, as nothing but what they name', (locale) => {
    const { column, columnAlso } = catalogueOf(locale).import;
    for (const [own, others] of Object.entries(columnAlso)) {
      const names = [column[own as Column], ...others.split('|')];
      expect(names.map(columnNamed), own).toEqual(names.map(() => own));
    }
  });

  test.each([
    [['Full Name', 'Username', 'Email Address', 'Roles']],
    [['NOM COMPLET', 'nom d’utilisateur', 'Adresse-courriel', 'Rôles']],
    [['nom_complet', "Nom d'utilisateur", 'Courriel', 'ROLES']],
    [['Nombre completo', 'nombre-de-usuario', 'CORREO ELECTRONICO', 'rol']],
    [['nombre y apellidos', 'Usuario', 'e-mail', 'Role']],
  ])('%j may be written with any case, accents and signs', (cells) => {
    expect(heading(...cells)).toEqual({
      kind: 'understood',
      columns: { fullName: 0, username: 1, email: 2, roles: 3, cells: 4 },
    });
  });

  test.each([
    ['Nom', 'Prénom'],
    ['Nombre', 'Apellidos'],
  ])('%s beside %s is half of a name, and refused', (...halves) => {
    expect(heading(...halves, 'Username', 'Email', 'Roles')).toEqual({
      kind: 'columns_missing',
      which: ['fullName'],
    });
  });

  test.each([
    ['own names in two languages', ['Full Name', 'Username', 'Email', 'Roles', 'Nom complet']],
    ['other names alone', ['Prénom et nom', 'Username', 'Email', 'Roles', 'Nombre y apellido']],
    ['one name', ['Full Name', 'full-name', 'Username', 'Email', 'Roles', 'FULL NAME']],
  ])('for one column that are %s are one too many', (_, cells) => {
    expect(heading(...cells)).toEqual({ kind: 'column_twice', which: ['fullName'] });
  });
});

describe('a file whose heading is in English', () => {
  const english = ['Full Name', 'Username', 'Email', 'Roles'];

  test.each([
    'Mail Address',
    'User',
    'Login name',
    'Identifiant',
    'Utilisateur',
    'Usuario',
    'Correo',
    'Courriel',
    'Adresse électronique',
    'Dirección de correo',
    'Name',
    'Role',
    'Rol',
    'Connexion',
    'Inicio de sesión',
  ])('is read as if the column «%s» were not there, wherever it stands', (other) => {
    const columns = { fullName: 0, username: 1, email: 2, roles: 3, cells: 5 };
    expect(heading(...english, other)).toEqual({ kind: 'understood', columns });
    const after = { fullName: 1, username: 2, email: 3, roles: 4, cells: 5 };
    expect(heading(other, ...english)).toEqual({ kind: 'understood', columns: after });
  });

  test.each(['Mail address', 'Dirección de correo'])(
    'needs an email address: «%s» may be where the post goes',
    (postal) => {
      expect(heading('Full Name', 'Username', 'Roles', postal)).toEqual({
        kind: 'columns_missing',
        which: ['email'],
      });
    },
  );
});

describe.each(['Connexion', 'Inicio de sesión'])('«%s», which may be the last sign-in,', (name) => {
  const english = ['Full Name', 'Username', 'Email Address', 'Roles'];
  const french = ['Nom complet', 'Nom d’utilisateur', 'Adresse courriel', 'Rôles'];
  const spanish = ['Nombre completo', 'Nombre de usuario', 'Correo electrónico', 'Roles'];

  test.each(['Sign-in', 'Sign-in method', 'Mode de connexion', 'Forma de iniciar sesión'])(
    'is nothing beside «%s»',
    (surer) => {
      expect(readHeading([...english, name, surer], 'both')).toMatchObject({
        columns: { signIn: 5 },
      });
    },
  );

  test('is how people sign in where that must be said, and nothing else says it', () => {
    expect(readHeading([...english, name], 'both')).toMatchObject({ columns: { signIn: 4 } });
  });

  test('is how people sign in under the heading of our own export, wherever that is read', () => {
    const own = name === 'Connexion' ? french : spanish;
    for (const signIn of ['standalone', 'sso', 'both'] as const) {
      expect(readHeading([...own, name], signIn)).toMatchObject({ columns: { signIn: 4 } });
    }
    const other = name === 'Connexion' ? spanish : french;
    expect(readHeading([...other, name], 'sso')).not.toHaveProperty('columns.signIn');
  });
});

describe.each(LOCALES)('the export in %s', (locale) => {
  const dana: UserSummary = {
    userId: '',
    fullName: '=1+1',
    username: '-dana',
    email: '+dana@mail.example',
    roles: ['CSR', 'CSA', 'BILL_ADVISOR'],
    signInMethod: 'password',
    status: 'active',
    lastSignInAt: null,
  };
  const kim: UserSummary = { ...dana, username: 'kim', roles: ['CSR'], signInMethod: 'sso' };

  test('comes back as it was', async () => {
    const file = exportedCsv(pagesOf([dana, kim]), exportWords(locale));
    const rows = await read(file);
    const { fullName, email } = dana;
    expect(rows).toMatchObject([
      { fullName, email, username: '-dana', roles: dana.roles, signInMethod: 'password' },
      { fullName, email, username: 'kim', roles: ['CSR'], signInMethod: 'sso' },
    ]);
    expect(Array.isArray(rows) && rows.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('names a role that only a newer version knows as the database does', async () => {
    const roles = ['CSR', 'METER_READER'] as UserSummary['roles'];
    let file = '';
    for await (const piece of exportedCsv(pagesOf([{ ...dana, roles }]), exportWords(locale))) {
      file += piece;
    }
    expect(file).toContain('"CSR, METER_READER"');
  });

  test('has no cell that a spreadsheet takes for a formula', async () => {
    let file = '';
    for await (const piece of exportedCsv(pagesOf([dana]), exportWords(locale))) file += piece;
    expect(file).not.toMatch(/(^|[,\n"])[=+\-@]/);
  });
});

async function* pagesOf(users: UserSummary[]) {
  yield users;
}

describe('a line', () => {
  const line = (roles: string, method: string) =>
    read([
      'Full Name,Username,Email,Roles,Sign-in\n',
      `Kim,kim,kim@x.example,"${roles}",${method}\n`,
    ]);

  test.each([
    ['Conseil en facturation, csr', ['CSR', 'BILL_ADVISOR']],
    ['asesoria de facturas;CSA', ['CSA', 'BILL_ADVISOR']],
    ['Bill Advisor CSR', ['CSR', 'BILL_ADVISOR']],
    ['bill_advisor|BILL-ADVISOR', ['BILL_ADVISOR']],
  ])('may say the roles as «%s»', async (roles, expected) => {
    expect(await line(roles, 'SSO')).toMatchObject([{ roles: expected, problems: [] }]);
  });

  test.each([
    'Conseil',
    'CSRX',
    'CSR/CSA',
    'CSR et CSA',
    ...['C\u0336S\u0336A\u0336', 'CSA\u0336', 'CSA\u20e0', 'C\u0327SA', 'CSA\ufe0f'],
    ...['ⒸⓈⒶ', 'ＣＳＡ', '𝐂𝐒𝐀', 'ᶜˢᵃ', 'С\u0405А', 'C\u017fA'],
    ...['✗ CSA', 'CSA?', '!CSA', '(CSA)', 'C-S-A', 'CS\u00adA', 'CSA\u200b', 'CSR, no CSA'],
    'asesori\u0336a de facturas',
  ])('may not say them as «%s»', async (roles) => {
    expect(await line(roles, 'SSO')).toMatchObject([
      { problems: [{ column: 'roles', code: 'role_unknown' }] },
    ]);
  });

  test.each([
    ...['✗ SSO', 'SSO?', '!SSO', 'S.S.O.', 'SSO\u0336', 'ⓈⓈⓄ', 'ＳＳＯ', 'no SSO', 'SSO, Password'],
    ...[
      '!password',
      'pass word',
      'mot-de-passe',
      'motdepasse',
      'contrase\u0336na',
      'contras\u0303ena',
    ],
  ])('may not say «%s» for how somebody signs in', async (method) => {
    expect(await line('CSR', `"${method}"`)).toMatchObject([
      { problems: [{ column: 'signIn', code: 'sign_in_unknown' }] },
    ]);
  });

  test.each(['Mot de passe', 'CONTRASENA', 'contraseña', 'contrasen\u0303a', ' password '])(
    'may say «%s» for how somebody signs in',
    async (method) => {
      expect(await line('CSR', method)).toMatchObject([{ signInMethod: 'password', problems: [] }]);
    },
  );
});
