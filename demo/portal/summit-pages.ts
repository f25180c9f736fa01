import { html, type Page, pagesOf } from '@/demo/portal/page';
import { staffPages } from '@/demo/portal/staff-pages';

const utilityName = 'Summit Gas';

const LIGHT = `--page:#f1eff6;--surface:#fff;--ink:#1e1a2b;--muted:#5a5470;--line:#d3cde2;
--edge:#7d7596;--brand:#5b3a9e;--band:#432978;--on-brand:#fff;--error:#a3241a;--error-soft:#fdeeec`;
const DARK = `--page:#131019;--surface:#1e1a29;--ink:#ece8f5;--muted:#b1a9c6;--line:#3c3550;
--edge:#8b81a6;--brand:#c3aefa;--band:#2b1c4e;--on-brand:#171026;--error:#ffaca2;--error-soft:#3a1f1c`;

const LOGO = `<svg viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" fill="#fff"/>
<path d="M3 41L18 15l8 13 5-8 14 21z" fill="#a892dd"/>
<path d="M31 5c6 6 9 9 9 14a9 9 0 0 1-18 0c0-3 2-5 4-7 1 2 2 3 3 3 2-3 2-6 2-10z" fill="#5b3a9e"/></svg>`;

export const { show } = pagesOf({ utilityName, logo: LOGO, light: LIGHT, dark: DARK });

export const { homePage, signInPage, signedOutPage, expiredFormPage, refusedPage, messagePage } =
  staffPages({ utilityName, home: '/summit/home', signOut: '/summit/sign-out' });

/** A form that leads on to a service: by script at once, else by its button. */
export interface LeadingForm {
  action: string;
  /** By name. */
  fields: Readonly<Record<string, string>>;
}

export function leadingPage(service: string, { action, fields }: LeadingForm): Page {
  return {
    title: 'Going on',
    content: html`<div class="narrow card">
<h1>Going on to ${service}</h1>
<form method="post" action="${action}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<noscript><p>Your browser runs no script, so the last step is yours.</p>
<div class="actions"><button>Continue</button></div></noscript>
</form>
</div>`,
    sendsItsForm: true,
  };
}
