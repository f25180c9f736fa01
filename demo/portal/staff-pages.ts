import { type Html, html, type Page } from '@/demo/portal/page';
import type { PortalPerson } from '@/demo/portal/people';

/** A portal as its pages speak of it. */
export interface Site {
  utilityName: string;
  /** Paths. */
  home: string;
  signOut: string;
}

/** A service that the portal leads to. */
export interface Tile {
  title: string;
  href: string;
}

interface SignInForm {
  /** What the person typed, or what the service that sent them guesses. */
  username: string;
  /** What they want to go to; null for the portal itself. */
  service: string | null;
  /** Whether that service asks again though the person is signed in. */
  asksAgain: boolean;
  isWrong: boolean;
}

const ELSEWHERE = [
  'Timesheets',
  'Work orders',
  'Staff directory',
  'Service announcements',
  'Training',
];

/** The pages that every staff portal has. */
export function staffPages({ utilityName, home, signOut }: Site) {
  /** Somebody's own page: who they are, and where they can go from here. */
  function homePage({ fullName, username, email, groups }: PortalPerson, tiles: Tile[]): Page {
    return {
      title: 'Home',
      content: html`<div class="card person">
<div>
<h1>Hello, ${fullName}</h1>
<dl>
<dt>Username</dt><dd>${username}</dd>
<dt>Email</dt><dd>${email}</dd>
<dt>Groups</dt><dd>${groups.join(', ') || 'none'}</dd>
</dl>
</div>
<form method="post" action="${signOut}"><button class="quiet">Sign out</button></form>
</div>
<h2>Your services</h2>
<ul class="tiles">
${tiles.map(tile)}
${ELSEWHERE.map(tileElsewhere)}
</ul>`,
    };
  }

  function signInPage({ username, service, asksAgain, isWrong }: SignInForm): Page {
    return {
      title: isWrong ? 'Error: Sign in' : 'Sign in',
      content: html`<div class="narrow card">
<h1>Sign in</h1>
${purpose(service, asksAgain)}
${isWrong && html`<p class="error" id="error" role="alert">That username and password do not match. Try again.</p>`}
<form method="post">
<label for="username">Username</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100" required${isWrong && WRONG}${!username && FOCUS}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000" required${isWrong && WRONG}${username !== '' && FOCUS}>
<div class="actions"><button>Sign in</button></div>
</form>
</div>`,
    };
  }

  function purpose(service: string | null, asksAgain: boolean): Html {
    if (service === null) return html`<p>With your ${utilityName} username and password.</p>`;
    return asksAgain
      ? html`<p>${service} asks you to sign in again before you go on.</p>`
      : html`<p>You go on to ${service} afterwards.</p>`;
  }

  /** `trouble`: what kept a service from saying that it signed the person out; null for nothing. */
  function signedOutPage({ trouble }: { trouble: string | null }): Page {
    return {
      title: 'Signed out',
      content: html`<div class="narrow card">
<h1>You are signed out</h1>
${
  trouble === null
    ? html`<p>Any service that you opened from here was told to sign you out too.</p>`
    : html`<p class="error" role="alert">A service that you opened from here ${trouble},
and may still have you signed in. Sign out there too.</p>`
}
<p>On a shared computer, close the browser as well.</p>
<div class="actions"><a href="${home}">Sign in again</a></div>
</div>`,
    };
  }

  function expiredFormPage(): Page {
    return messagePage('This sign-in is over', [
      'It was finished already, or the page stood open for too long.',
    ]);
  }

  /** `code` is the protocol's: it tells the engineer of a service what is wrong with its request. */
  function refusedPage(code: string, description: string): Page {
    return messagePage('This request cannot be answered', [
      'The service that sent you here asked for something that the portal does not do.',
      `For its engineer: ${code}${description && `, ${description}`}`,
    ]);
  }

  function messagePage(heading: string, paragraphs: string[]): Page {
    return {
      title: heading,
      content: html`<div class="narrow card">
<h1>${heading}</h1>
${paragraphs.map((text) => html`<p>${text}</p>`)}
<div class="actions"><a href="${home}">To the staff portal</a></div>
</div>`,
    };
  }

  return { homePage, signInPage, signedOutPage, expiredFormPage, refusedPage, messagePage };
}

const WRONG = html` aria-invalid="true" aria-describedby="error"`;
const FOCUS = html` autofocus`;

function tile({ title, href }: Tile): Html {
  return html`<li><a class="tile" href="${href}"><strong>${title}</strong>
<span>Look up customers and answer their questions</span></a></li>`;
}

function tileElsewhere(title: string): Html {
  return html`<li><div class="tile off"><strong>${title}</strong>
<span>Not part of this demo</span></div></li>`;
}
