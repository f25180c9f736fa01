import type { CSSProperties } from 'react';
import type { AccentTokens } from '@/lib/accent-rules';
import { PALETTE } from '@/lib/palette-rules';

const { light: LIGHT, dark: DARK } = PALETTE;

const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const MONO = "Menlo, Consolas, 'Courier New', monospace";

/** Every text names font and colour itself: some readers let tables inherit neither. */
const ink: CSSProperties = {
  fontFamily: FONT,
  fontSize: '16px',
  lineHeight: '25px',
  color: LIGHT.ink,
  margin: '0 0 16px',
  wordBreak: 'break-word',
};

export const looks = {
  page: { backgroundColor: LIGHT.page, margin: 0, padding: '24px 10px' },
  card: {
    maxWidth: '600px',
    backgroundColor: LIGHT.surface,
    border: `1px solid ${LIGHT.line}`,
    borderRadius: '14px',
    borderCollapse: 'separate',
    padding: '32px 36px 20px',
  },
  sender: { ...ink, fontWeight: 600, margin: '0 0 28px', paddingLeft: '12px' },
  heading: { ...ink, fontSize: '24px', lineHeight: '31px', fontWeight: 600, margin: '0 0 20px' },
  text: ink,
  quiet: { ...ink, fontSize: '14px', lineHeight: '22px', color: LIGHT.muted, margin: '0 0 4px' },
  button: {
    fontFamily: FONT,
    fontSize: '16px',
    lineHeight: '22px',
    fontWeight: 600,
    textAlign: 'center',
    borderRadius: '8px',
    padding: '14px 24px',
  },
  actionBox: { margin: '8px 0 24px' },
  link: {
    ...ink,
    fontFamily: MONO,
    fontSize: '14px',
    lineHeight: '22px',
    wordBreak: 'break-all',
  },
  aside: {
    backgroundColor: LIGHT.sunken,
    borderRadius: '8px',
    margin: '24px 0 16px',
    padding: '18px 20px 2px',
  },
  asideHeading: { ...ink, fontWeight: 600, margin: '0 0 4px' },
  footer: { maxWidth: '600px', padding: '20px 37px 8px' },
} satisfies Record<string, CSSProperties>;

/**
 * The mail's one style element: dark colours, where the reader asks for them, and less margin on
 * phones. What stands inline reads without it: many mail programs ignore the question for dark
 * colours, Gmail among them, and some drop the whole element.
 */
export function styleSheet({ dark }: AccentTokens): string {
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
a[x-apple-data-detectors]{color:inherit!important;text-decoration:inherit!important}
@media (max-width:480px){.inside{padding-left:20px!important;padding-right:20px!important}}
@media (prefers-color-scheme:dark){
.page,.page>table>tbody>tr>td{background-color:${DARK.page}!important}
.card{background-color:${DARK.surface}!important;border-color:${DARK.line}!important}
.ink{color:${DARK.ink}!important}
.muted{color:${DARK.muted}!important}
.sunken{background-color:${DARK.sunken}!important}
.bar{border-color:${dark.accent}!important}
.button{background-color:${dark.accent}!important;color:${dark.onAccent}!important}
}`;
}
