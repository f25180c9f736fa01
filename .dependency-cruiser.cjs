/**
 * Which file may import which (docs: design, "Rooms and arrows"). TypeScript 7 has no API that
 * dependency-cruiser can use, so swc parses; it sees type-only imports like any other, and they
 * obey the same arrows.
 */

/** From the ground up: a room may import from lower levels only. */
const levels = [
  ['utilities', 'audit', 'mail'],
  ['passwords', 'lockout', 'throttle', 'session', 'accounts'],
  ['sign-in', 'my-sessions', 'password-reset', 'users', 'audit-list', 'sso'],
  ['auth', 'door'],
];
const useCases = levels[2].join('|');
const foundation = '^lib/[^/]+$';
const pure = '-(policy|rules|checks|mapping)\\.ts$';

const rooms = (names) => `^lib/(${names.join('|')})/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const paths = (path, pathNot) => (pathNot ? { path, pathNot } : { path });

const upwards = levels
  .slice(0, -1)
  .map((level, index) =>
    forbid(
      `no-arrow-up-from-${level[0]}`,
      'Arrows run one way: a room knows nothing of the rooms above it.',
      paths(rooms(level)),
      paths(rooms(levels.slice(index + 1).flat())),
    ),
  );

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid('no-cycles', 'Two files that need each other are one.', {}, { circular: true }),
    forbid(
      'resolvable',
      'An arrow that leads nowhere cannot be judged.',
      {},
      {
        couldNotResolve: true,
        path: '^(@/|\\.)',
      },
    ),
    forbid(
      'every-room-has-a-level',
      'A new room is entered into the levels of this file.',
      {},
      paths('^lib/[^/]+/', rooms(levels.flat())),
    ),
    ...upwards,
    forbid(
      'use-cases-stand-alone',
      'What people do in one room is not built from what they do in another.',
      paths(`^lib/(${useCases})/`),
      paths(`^lib/(${useCases})/`, '^lib/$1/'),
    ),
    forbid(
      'foundations-at-the-bottom',
      'Foundations know no room; a scope and a request name the type of a utility.',
      paths(foundation),
      paths('^lib/[^/]+/', '^lib/utilities/utility\\.ts$'),
    ),
    forbid(
      'only-scope-names-the-utility',
      'See foundations-at-the-bottom.',
      paths(foundation, '^lib/(scope|request-context)\\.ts$'),
      paths('^lib/utilities/utility\\.ts$'),
    ),
    forbid(
      'utility-is-a-leaf',
      'Foundations name it, so it must lead nowhere.',
      paths('^lib/utilities/utility\\.ts$'),
      {},
    ),
    forbid(
      'schema-at-the-bottom',
      'The tables know no code.',
      paths('^drizzle/'),
      paths('^(app|components|lib|cli|demo|bench|tests|emails|server\\.ts)'),
    ),
    forbid(
      'door-is-for-the-server',
      'Pages meet a request through its context, not through the door.',
      paths('.', '^(server\\.ts|lib/door/|tests/|bench/)'),
      paths('^lib/door/'),
    ),
    forbid(
      'door-does-not-sign-in',
      'The door decides on hosts and headers, before any use case.',
      paths('^lib/door/'),
      paths(`^lib/(auth|${useCases})/`),
    ),
    forbid(
      'next-auth-in-one-place',
      'Its traps are fenced in lib/auth.',
      paths('.', '^(lib/auth/|node_modules/)'),
      paths('(^|/)(next-auth|@auth/core)(/|$)'),
    ),
    forbid(
      'lib-below-the-surface',
      'Use cases do not know who shows or calls them.',
      paths('^lib/'),
      paths('^(app|components|cli|demo|bench|tests|server\\.ts)'),
    ),
    forbid(
      'components-know-no-feature',
      'Visual parts take props.',
      paths('^components/'),
      paths(
        '^(app|lib|cli|demo|bench|tests|drizzle|emails|server\\.ts)',
        '^lib/utilities/utility\\.ts$',
      ),
    ),
    forbid(
      'mails-know-no-feature',
      'Templates take props.',
      paths('^emails/'),
      paths(
        '^(app|components|lib|cli|demo|bench|tests|drizzle|server\\.ts)',
        '^lib/(accent|palette)-rules\\.ts$',
      ),
    ),
    forbid(
      'command-line-shows-no-pages',
      'It calls the same use cases as the pages.',
      paths('^cli/'),
      paths('^(app|components)/'),
    ),
    forbid(
      'tests-are-for-tests',
      'What the product needs does not live among its tests.',
      paths('.', '^(tests|bench)/'),
      paths('^tests/'),
    ),
    forbid(
      'product-without-demo',
      'Neither demo nor measurements are deployed.',
      paths('^(app|components|lib|cli|emails|server\\.ts|instrumentation\\.ts)'),
      paths('^(demo|bench)/'),
    ),
    forbid(
      'pure-files-reach-no-machine',
      'Rules, policies, checks and mappings: no database, settings, log or request, even by way of others.',
      paths(`^lib/.*${pure}`),
      {
        path: '^lib/((db|env|log|metrics|request-context|process-wide)\\.ts|.*-store\\.ts)$|^drizzle/',
        reachable: true,
      },
    ),
    forbid('pure-files-use-no-node', 'No clock, no files, no network.', paths(`^lib/.*${pure}`), {
      dependencyTypes: ['core'],
      pathNot: '^(node:)?(crypto|net)$',
    }),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|\\.demo|\\.test|\\.bench)/' },
    webpackConfig: { fileName: `${__dirname}/.dependency-cruiser.alias.cjs` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
