import { type Html, html, type Page, pagesOf } from '@/demo/portal/page';
import { staffPages } from '@/demo/portal/staff-pages';

const utilityName = 'Valley Water';

const LIGHT = `--page:#eef3f0;--surface:#fff;--ink:#17231d;--muted:#4d5f56;--line:#c9d6cf;
--edge:#71857b;--brand:#1d6b4f;--band:#14513b;--on-brand:#fff;--error:#a3241a;--error-soft:#fdeeec`;
const DARK = `--page:#0f1613;--surface:#18221d;--ink:#e6efea;--muted:#a5b8ae;--line:#33433b;
--edge:#7d9287;--brand:#83d0ad;--band:#143528;--on-brand:#0c1a14;--error:#ffaca2;--error-soft:#3a1f1c`;

const LOGO = `<svg viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" fill="#fff"/>
<path d="M4 22L15 10l9 10 9-10 11 12v4H4z" fill="#6fb795"/>
<path d="M24 20c5 6 8 10 8 14a8 8 0 0 1-16 0c0-4 3-8 8-14z" fill="#1d6b4f"/></svg>`;

export const { headers, document, show } = pagesOf({
  utilityName,
  logo: LOGO,
  light: LIGHT,
  dark: DARK,
});

export const { homePage, signInPage, signedOutPage, expiredFormPage, refusedPage, messagePage } =
  staffPages({ utilityName, home: '/', signOut: '/sign-out' });

/** Asked when a service wants the portal's session to end and cannot prove for whom it speaks. */
export function confirmSignOutPage(service: string | null, form: Html): Page {
  return {
    title: 'Sign out',
    content: html`<div class="narrow card">
<h1>Sign out of the staff portal?</h1>
<p>${service ?? 'Another page'} asks to sign you out. You will be signed out of the portal and of
every service that you opened from it.</p>
${form}
<div class="actions"><button form="op.logoutForm" name="logout" value="yes">Sign out</button>
<a href="/">Stay signed in</a></div>
</div>`,
  };
}
