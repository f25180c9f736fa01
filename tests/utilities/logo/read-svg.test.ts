import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSvg } from '@/lib/utilities/logo/read-svg';
import { LOGO } from '@/tests/support/pictures';

const read = (text: string) => {
  const reading = readSvg(Buffer.from(text));
  if (reading.kind === 'refused') return { fault: reading.fault };
  return { text: reading.content.toString(), leftOut: reading.leftOut };
};

const SHAPE = '<path d="M0 0h8v8z"/>';
const svg = (inside: string, attributes = 'viewBox="0 0 8 8"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}${SHAPE}</svg>`;
const kept = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${inside}${SHAPE}</svg>\n`;

test.each([LOGO, ...['harbor', 'summit', 'valley'].map((name) => exportOf(`${name}.svg`))])(
  'what was written is read as the same bytes, and nothing of it is lost',
  (text) => {
    const first = read(text);
    expect(first.leftOut).toEqual([]);
    expect(read(first.text ?? '')).toEqual(first);
  },
);

function exportOf(name: string): string {
  return readFileSync(`demo/utilities/${name}`, 'utf8');
}

/** As the programs of that name write them, shortened. */
const EXPORTS: Record<string, { file: string; text: string; leftOut: string[] }> = {
  Illustrator: {
    file: `<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 28.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
	 viewBox="0 0 48 48" style="enable-background:new 0 0 48 48;" xml:space="preserve">
<style type="text/css">
	.st0{fill:#0B5CAD;}
	.st1{clip-path:url(#SVGID_2_);fill:url(#SVGID_3_);}
</style>
<g>
	<defs>
		<rect id="SVGID_1_" width="48" height="48"/>
	</defs>
	<clipPath id="SVGID_2_">
		<use xlink:href="#SVGID_1_"  style="overflow:visible;"/>
	</clipPath>
	<linearGradient id="SVGID_3_" gradientUnits="userSpaceOnUse" x1="0" y1="24" x2="48" y2="24">
		<stop  offset="0" style="stop-color:#FFD166"/>
		<stop  offset="1" style="stop-color:#0B5CAD"/>
	</linearGradient>
	<path class="st1" d="M21,13h6l2,17H19L21,13z"/>
	<text transform="matrix(1 0 0 1 4 44)" class="st0" style="font-family:'Open Sans'; font-size:8px;">Harbor</text>
</g>
</svg>
`,
    text: `<svg xmlns="http://www.w3.org/2000/svg" id="Layer_1" x="0px" y="0px" viewBox="0 0 48 48" xml:space="preserve"><style>.st0{fill:#0B5CAD}.st1{clip-path:url(#SVGID_2_);fill:url(#SVGID_3_)}</style><g><defs><rect id="SVGID_1_" width="48" height="48"/></defs><clipPath id="SVGID_2_"><use href="#SVGID_1_" style="overflow:visible"/></clipPath><linearGradient id="SVGID_3_" gradientUnits="userSpaceOnUse" x1="0" y1="24" x2="48" y2="24"><stop offset="0" style="stop-color:#FFD166"/><stop offset="1" style="stop-color:#0B5CAD"/></linearGradient><path class="st1" d="M21,13h6l2,17H19L21,13z"/><text transform="matrix(1 0 0 1 4 44)" class="st0" style="font-family:'Open Sans';font-size:8px">Harbor</text></g></svg>
`,
    leftOut: ['enable-background', 'style'],
  },
  Inkscape: {
    file: `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg
   width="48mm" height="24mm" viewBox="0 0 48 24" version="1.1" id="svg5"
   inkscape:version="1.2.2 (b0a8486541, 2022-12-01)" sodipodi:docname="logo.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#">
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff"><inkscape:grid type="xygrid" /></sodipodi:namedview>
  <metadata><rdf:RDF><cc:Work rdf:about=""><cc:license rdf:resource="http://creativecommons.org/licenses/by/4.0/" /></cc:Work></rdf:RDF></metadata>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <svg:circle
       style="fill:#1d6b4f;stroke:none;stroke-width:0.26;-inkscape-stroke:none" cx="12" cy="12" r="11.5"/>
    <path d="m 4,22 11,-12 9,10" style="fill:none;stroke:#000000"
       sodipodi:nodetypes="ccc" />
  </g>
</svg>
`,
    text: `<svg xmlns="http://www.w3.org/2000/svg" width="48mm" height="24mm" viewBox="0 0 48 24" id="svg5"><g id="layer1"><circle style="fill:#1d6b4f;stroke:none;stroke-width:0.26" cx="12" cy="12" r="11.5"/><path d="m 4,22 11,-12 9,10" style="fill:none;stroke:#000000"/></g></svg>
`,
    leftOut: [
      'inkscape:version',
      'sodipodi:docname',
      '<sodipodi:namedview>',
      '<metadata>',
      'inkscape:label',
      'inkscape:groupmode',
      '-inkscape-stroke',
      'sodipodi:nodetypes',
    ],
  },
  Figma: {
    file: `<svg width="48" height="48" viewBox="0 0 48 48" fill="none" xmlns="http://www.w3.org/2000/svg">
<g clip-path="url(#clip0_1_2)" filter="url(#filter0_d_1_2)">
<mask id="mask0" style="mask-type:alpha" maskUnits="userSpaceOnUse" x="0" y="0" width="48" height="48">
<rect width="48" height="48" rx="11" fill="white"/>
</mask>
<path fill-rule="evenodd" clip-rule="evenodd" d="M3 40L17 16z" fill="url(#paint0_linear)"/>
</g>
<defs>
<filter id="filter0_d_1_2" x="0" y="0" width="52" height="52" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB">
<feFlood flood-opacity="0" result="BackgroundImageFix"/>
<feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hardAlpha"/>
<feOffset dy="4"/>
<feGaussianBlur stdDeviation="2"/>
<feBlend mode="normal" in2="BackgroundImageFix" result="effect1_dropShadow"/>
</filter>
<clipPath id="clip0_1_2"><rect width="48" height="48" fill="white"/></clipPath>
</defs>
</svg>
`,
    text: `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48" fill="none"><g clip-path="url(#clip0_1_2)" filter="url(#filter0_d_1_2)"><mask id="mask0" style="mask-type:alpha" maskUnits="userSpaceOnUse" x="0" y="0" width="48" height="48"><rect width="48" height="48" rx="11" fill="white"/></mask><path fill-rule="evenodd" clip-rule="evenodd" d="M3 40L17 16z" fill="url(#paint0_linear)"/></g><defs><filter id="filter0_d_1_2" x="0" y="0" width="52" height="52" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB"><feFlood flood-opacity="0" result="BackgroundImageFix"/><feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hardAlpha"/><feOffset dy="4"/><feGaussianBlur stdDeviation="2"/><feBlend mode="normal" in2="BackgroundImageFix" result="effect1_dropShadow"/></filter><clipPath id="clip0_1_2"><rect width="48" height="48" fill="white"/></clipPath></defs></svg>
`,
    leftOut: [],
  },
};

test.each(Object.entries(EXPORTS))(
  'an export of %s keeps its drawing, and only that',
  (_, { file, text, leftOut }) => {
    expect(read(file)).toEqual({ text, leftOut });
    expect(read(text)).toEqual({ text, leftOut: [] });
  },
);

describe('refuses, with the line and the reason,', () => {
  const RUNS = 'a logo must not run anything';
  const ALONE = 'it must be whole by itself';
  const loads = (what: string) => `loads something from elsewhere by ${what} in line 2: ${ALONE}`;

  test.each([
    ['<script>alert(1)</script>', `has <script> in line 2: ${RUNS}`],
    ['<script href="data:text/javascript,alert(1)"/>', `has <script> in line 2: ${RUNS}`],
    ['<metadata><script/></metadata>', `has <script> in line 2: ${RUNS}`],
    [
      '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>',
      `has <script> in line 2: ${RUNS}`,
    ],
    ['<path onload="x()"/>', `has an event handler, onload, in line 2: ${RUNS}`],
    ['<g OnClick=""/>', `has an event handler, OnClick, in line 2: ${RUNS}`],
    [
      '<h:img xmlns:h="http://www.w3.org/1999/xhtml" onerror="x()"/>',
      `has an event handler, onerror, in line 2: ${RUNS}`,
    ],
    [
      '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
      'has <foreignObject> in line 2: save it as plain SVG, without what only an editor reads',
    ],
    [
      '<image href="data:image/png;base64,AA"/>',
      'has <image> in line 2: save it as paths, or give a PNG',
    ],
    [
      '<filter><feImage href="#a"/></filter>',
      'has <feImage> in line 2: save it as paths, or give a PNG',
    ],
    ['<a href="#x"/>', 'has <a> in line 2: a logo must not be a link'],
    ['<set attributeName="href" to="javascript:x()"/>', 'has <set> in line 2: a logo stands still'],
    ['<animate attributeName="x"/>', 'has <animate> in line 2: a logo stands still'],
    ['<use href="http://evil.example/#x"/>', loads('href')],
    ['<use xlink:href="//evil.example/x.svg#x"/>', loads('href')],
    ['<use xlink:href="other.svg#x"/>', loads('href')],
    ['<use href="data:image/svg+xml,x#x"/>', loads('href')],
    ['<use href=" javascript:alert(1)"/>', loads('href')],
    ['<use href=""/>', loads('href')],
    ['<g href="https://evil.example"/>', loads('href')],
    ['<path fill="url(http://evil.example/#x)"/>', loads('fill')],
    ['<path fill="URL( \'//evil.example/#x\' )"/>', loads('fill')],
    ['<path fill="url(#a) url(x.svg)"/>', loads('fill')],
    ['<path fill="url(x.svg"/>', loads('fill')],
    ['<path cursor="url(x.cur)"/>', loads('cursor')],
    ['<path style="fill:red;mask:url(x.svg#m)"/>', loads('mask')],
    ['<path style="src:url(data:font/woff;base64,AA)"/>', loads('src')],
    ['<style>@import "x.css";</style>', loads('@import')],
    ['<style>@IMPORT url(x.css);</style>', loads('@import')],
    ['<style><![CDATA[.a{fill:url(x.svg#a)}]]></style>', loads('.a')],
    ['<style>@font-face{font-family:F;src:url(f.woff)}</style>', loads('@font-face')],
    ['<style>@media print{.a{fill:url(//evil.example)}}</style>', loads('@media print')],
    ['<?xml-stylesheet href="x.css"?>', 'loads a style sheet in line 2'],
    ['<g>', 'is not well-formed in line 2: unexpected close tag.'],
    ['<g a="1" a="2"/>', 'is not well-formed in line 2: duplicate attribute: a.'],
    ['&nbsp;', 'is not well-formed in line 2: undefined entity.'],
    ['<q:path/>', 'is not well-formed in line 2: unbound namespace prefix: "q".'],
    [`${'<g>'.repeat(50)}${'</g>'.repeat(50)}`, 'is too deep in line 2'],
  ])('%s', (inside, fault) => {
    expect(read(svg(`\n${inside}`))).toEqual({ fault });
  });

  test.each([
    ['<html><svg></svg></html>', 'must be a PNG or SVG image'],
    ['<svg viewBox="0 0 1 1"/>', 'must say xmlns="http://www.w3.org/2000/svg" in its <svg>'],
    [
      '<!DOCTYPE svg [\n<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
      'has declarations of its own in line 2: save it as plain SVG, without what only an editor reads',
    ],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><svg/>', 'must be in UTF-8'],
    [svg('', 'width="8" height="100%"'), 'must have a viewBox, or a width and a height'],
    [svg('', 'viewBox="0 0 8"'), 'must have a viewBox'],
    [svg('', 'viewBox="0 0 0 8"'), 'must have a viewBox'],
    [svg('').replace(SHAPE, '<g><metadata/></g>'), 'has nothing to draw'],
    [svg('').replace('</svg>', ''), 'is not well-formed in line 1: unclosed tag: svg'],
    [
      '<?xml version="1.0"?>',
      'is not well-formed in line 1: document must contain a root element.',
    ],
  ])('%s', (text, fault) => {
    expect(read(text).fault).toContain(fault);
  });

  test('bytes that are no UTF-8', () => {
    const latin = Buffer.from(svg('<title>é</title>'), 'latin1');
    expect(readSvg(latin)).toEqual({ kind: 'refused', fault: 'must be in UTF-8' });
  });

  test('elements that use each other so often that no browser can draw them, and circles', () => {
    const doubling = (levels: number) =>
      Array.from(
        { length: levels },
        (_, n) => `<g id="a${n + 1}"><use href="#a${n}"/><use href="#a${n}"/></g>`,
      ).join('');
    expect(read(svg(`<path id="a0"/>${doubling(10)}`)).fault).toBeUndefined();
    expect(read(svg(`<path id="a0"/>${doubling(40)}`)).fault).toContain('cannot be drawn');
    expect(read(svg('<g id="a"><use href="#a"/></g>')).fault).toContain('cannot be drawn');
    expect(read(svg('<mask id="m"><path mask="url(#m)"/></mask>')).fault).toContain('drawn');
  });

  describe('masks that use each other, by a rule of a style sheet', () => {
    const masks = (levels: number, selector: (n: number) => string) => {
      const rules = Array.from(
        { length: levels },
        (_, n) => `${selector(n)}{mask:url(#m${n + 1})}`,
      );
      const chain = Array.from({ length: levels }, (_, n) => {
        const rect = `<rect id="r${n}" class="all c${n}" width="9" height="9"/>`;
        return `<mask id="m${n}">${rect}${rect}</mask>`;
      });
      return svg(`<style>${rules.join('')}</style>${chain.join('')}<path mask="url(#m0)"/>`);
    };

    test.each([
      ['class', (n: number) => `.c${n}`],
      ['id', (n: number) => `#r${n}`],
      ['all of it', (n: number) => `svg > mask rect.all.c${n}#r${n}`],
      ['one of a list', (n: number) => `.x, .c${n},.y`],
    ])('and name who is masked by %s', (_, selector) => {
      expect(read(masks(8, selector)).fault).toBeUndefined();
      expect(read(masks(30, selector)).fault).toContain('cannot be drawn');
    });

    test.each(['rect', '*', '.all', 'mask *'])('and mask themselves by %s', (selector) => {
      expect(read(masks(2, () => selector)).fault).toContain('cannot be drawn');
    });
  });

  test('a chain of references so long that its reader would run out of stack', () => {
    const nest = (n: number) => `${'<g>'.repeat(40)}<use href="#n${n + 1}"/>${'</g>'.repeat(40)}`;
    const chain = (links: number) =>
      svg(Array.from({ length: links }, (_, n) => `<g id="n${n}">${nest(n)}</g>`).join(''));
    expect(read(chain(10)).fault).toBeUndefined();
    expect(read(chain(200)).fault).toContain('cannot be drawn');
  });
});

describe('leaves out, and says so,', () => {
  test.each([
    ['<blink/>', '', ['<blink>']],
    ['<pattern id="p"><path/></pattern>', '', ['<pattern>']],
    ['<g data-name="x" role="img" tabindex="0"/>', '<g/>', ['data-name', 'role', 'tabindex']],
    ['<path fill="var(--x)" d="M0 0"/>', '<path d="M0 0"/>', ['fill']],
    ['<path fill="image-set(x)" d="M0 0"/>', '<path d="M0 0"/>', ['fill']],
    ['<path fill="\\75rl(//evil.example)"/>', '<path/>', ['fill']],
    ['<path fill="red;}" style="fill:red}"/>', '<path/>', ['fill', 'style']],
    ['<path style="behavior:red;fill:#fff"/>', '<path style="fill:#fff"/>', ['behavior']],
    ['<path style="fill:rgb(1,2"/>', '<path/>', ['fill', 'style']],
    ['<path style="font-family:&quot;a"/>', '<path/>', ['font-family', 'style']],
    ['<g id="a b" class="x&quot;y"/>', '<g/>', ['id', 'class']],
    ['<g xml:base="http://evil.example/"/>', '<g/>', ['xml:base']],
    ['<style>a:hover{fill:red}b{fill:red}</style>', '<style>b{fill:red}</style>', ['a:hover']],
    ['<style>@media print{a{fill:red}}b{c:d}</style>', '<style/>', ['@media', 'c']],
    ['<style>/*</style>', '<style/>', []],
    ['<!-- <script> --><?php x?>', '', []],
    ['<style media="print">a{fill:red}</style>', '<style>a{fill:red}</style>', ['media']],
    ['<style>@IM/**/PORT url(x.css);</style>', '<style/>', ['@IM']],
    // A mask that comes from the parent would be drawn for each child, and count for none.
    ['<g mask="inherit" clip-path="INHERIT/**/"/>', '<g/>', ['mask', 'clip-path']],
    ['<g style="filter:inherit !important"/>', '<g/>', ['filter', 'style']],
    ['<style>a{mask:inherit;fill:inherit}</style>', '<style>a{fill:inherit}</style>', ['mask']],
    // Readers decode it, so that it leads to another id than the one it seems to.
    ['<path mask="url(#%6d)"/>', '<path/>', ['mask']],
    ['<use href="#%6d"/>', '<use/>', ['href']],
    ['<style>a{mask:url(#%6d)}</style>', '<style/>', ['mask']],
    ['<style>a{mask:url(#m{)</style>', '<style/>', ['mask']],
  ])('%s', (inside, text, leftOut) => {
    expect(read(svg(inside))).toEqual({ text: kept(text), leftOut });
  });

  test('names that would steer a terminal, cleaned', () => {
    expect(read(svg(`<style>@\u009b31m{}</style>`)).leftOut).toEqual(['@?31m']);
  });
});

test.each([
  '<g id="fff"><path fill="#fff"/></g>',
  '<g id="fff"><path style="fill:#fff"/></g>',
  '<style>#fff{fill:#fff}</style><g id="fff"/>',
])('takes no colour for a reference: %s', (inside) => {
  expect(read(svg(inside))).toEqual({ text: kept(inside), leftOut: [] });
});

test('keeps text, spaces and letters as they were, whatever stands in them', () => {
  const inside =
    '<title>A &amp; B &lt;script&gt; é 電</title><text xml:space="preserve" x="1&#10;2">a  <tspan>b</tspan></text>';
  expect(read(svg(inside)).text).toBe(
    kept(
      '<title>A &amp; B &lt;script&gt; é 電</title><text x="1&#10;2" xml:space="preserve">a  <tspan>b</tspan></text>',
    ),
  );
});

test('a size in pixels becomes a viewBox, so that it is drawn whole at any size', () => {
  const { text } = read(svg('', 'width="120px" height="40"'));
  expect(text).toContain(
    '<svg xmlns="http://www.w3.org/2000/svg" width="120px" height="40" viewBox="0 0 120 40">',
  );
});

test('a size in percent goes, since an image has no page to be a part of', () => {
  expect(read(svg('', 'width="100%" height="100%" viewBox="0 0 8 8"')).text).toBe(kept(''));
});
