import type { Attack } from '@/tests/sso/saml/corpus/attack';

import { changed, extension } from '@/tests/sso/saml/corpus/document-pieces';

/** More of something than any portal sends. */
export const tooMuch: Attack[] = [
  [
    '300 KB of white space',
    'malformed_answer',
    /^over 256 KiB$/,
    changed((xml) => xml.replace('<saml:Subject>', `${' '.repeat(300_000)}<saml:Subject>`)),
  ],
  [
    'a megabyte in an extension',
    'malformed_answer',
    /^over 256 KiB$/,
    extension(`<x xmlns="">${'x'.repeat(1_000_000)}</x>`),
  ],
  [
    'a megabyte of elements',
    'malformed_answer',
    /^over 256 KiB$/,
    extension('<x xmlns=""/>'.repeat(80_000)),
  ],
  [
    'a hundred elements in each other',
    'malformed_answer',
    /^too deep$/,
    extension(`${'<x xmlns="">'.repeat(100)}${'</x>'.repeat(100)}`),
  ],
  [
    'ten thousand elements in each other',
    'malformed_answer',
    /^too deep$/,
    extension(`${'<x xmlns="">'.repeat(10_000)}${'</x>'.repeat(10_000)}`),
  ],
  ['ten thousand beginnings', 'malformed_answer', /^too deep$/, () => '<x>'.repeat(10_000)],
  [
    '5,000 elements',
    'malformed_answer',
    /^too many elements$/,
    extension('<x xmlns=""/>'.repeat(5_000)),
  ],
  [
    '5,000 attributes of one element',
    'malformed_answer',
    /^too many attributes$/,
    extension(`<x xmlns="" ${Array.from({ length: 5_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`),
  ],
  [
    '5,000 namespaces of one element',
    'malformed_answer',
    /^too many attributes$/,
    extension(
      `<x xmlns="" ${Array.from({ length: 5_000 }, (_, n) => `xmlns:a${n}="urn:x"`).join(' ')}/>`,
    ),
  ],
  [
    '5,000 attributes of a person',
    'malformed_answer',
    /^over 256 KiB$/,
    {
      assertion: {
        attributes: Array.from({ length: 5_000 }, (_, n) => ({ name: `a${n}`, values: ['x'] })),
      },
    },
  ],
  [
    'a name of 200 KB',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'x'.repeat(200_000) } } },
  ],
  [
    'a name of 1,025 characters',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'x'.repeat(1_025) } } },
  ],
  [
    'an ID of 100 KB',
    'malformed_answer',
    /^an ID that is none$/,
    { assertion: { id: `_${'x'.repeat(100_000)}` } },
  ],
];
