/**
 * The colours of everything that people see. Pages take them from app/globals.css, which says the same
 * (a test holds it to that); mails, plain pages and the browser's own frame know no custom properties of
 * a style sheet, and take them from here.
 */
export const PALETTE = {
  light: {
    page: '#f7f4ef',
    surface: '#fffefc',
    sunken: '#efeae2',
    ink: '#26221d',
    muted: '#625a50',
    line: '#ded7cc',
    errorSoft: '#fdf0ec',
    successSoft: '#eef6ee',
    warningSoft: '#fcf4e0',
    infoSoft: '#eef3f8',
  },
  dark: {
    page: '#181614',
    surface: '#211e1b',
    sunken: '#2d2925',
    ink: '#f2ede6',
    muted: '#b9b0a4',
    line: '#3b3630',
    errorSoft: '#3a211d',
    successSoft: '#1e2f23',
    warningSoft: '#342a17',
    infoSoft: '#1e2a36',
  },
} as const;
