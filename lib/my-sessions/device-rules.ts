import { parse } from 'bowser';

/** The browsers that have a name here, by what bowser calls them. */
const BROWSERS = {
  'Amazon Silk': 'silk',
  Brave: 'brave',
  Chrome: 'chrome',
  Chromium: 'chromium',
  DuckDuckGo: 'duckduckgo',
  Firefox: 'firefox',
  'Internet Explorer': 'internetExplorer',
  'Microsoft Edge': 'edge',
  Opera: 'opera',
  Safari: 'safari',
  'Samsung Internet for Android': 'samsung',
  Vivaldi: 'vivaldi',
} as const;

/** As above, systems. */
const SYSTEMS = {
  Android: 'android',
  'Chrome OS': 'chromeOs',
  Linux: 'linux',
  Windows: 'windows',
  macOS: 'mac',
} as const;

type Browser = (typeof BROWSERS)[keyof typeof BROWSERS];

type System =
  | (typeof SYSTEMS)[keyof typeof SYSTEMS]
  | 'iphone'
  | 'ipad'
  | 'iphoneOrIpad'
  | 'macOrIpad';

/** A browser and what it runs on, as far as it says; null for what it does not, or not for sure. */
export interface Device {
  browser: Browser | null;
  system: System | null;
}

/** As much of a User-Agent as is looked at; honest ones have up to some 250 characters. */
const LONGEST = 400;

/** Of iPhones and iPads alone, also where they pass for a Mac to be given pages for big screens. */
const APPS_OF_IOS = /\b(CriOS|EdgiOS|FxiOS|OPiOS)\//;

/**
 * What a `User-Agent` (RFC 9110 §10.1.5) tells of a device, in words from closed lists: whoever signs in
 * writes the header, and nothing of it is shown. Versions are left out; systems no longer tell them.
 */
export function deviceOf(userAgent: string): Device {
  const told = userAgent.slice(0, LONGEST);
  // Of an empty one bowser throws.
  if (told.trim() === '') return { browser: null, system: null };
  const { browser, os } = parse(told);
  const known = wordOf(BROWSERS, browser.name);
  return {
    browser: isPartOfAnApp(told, known) ? null : known,
    system: os.name === 'iOS' ? systemOfApple(told) : systemOf(told, known, os.name),
  };
}

function systemOfApple(told: string): System {
  if (told.includes('iPhone')) return 'iphone';
  return told.includes('iPad') ? 'ipad' : 'iphoneOrIpad';
}

function systemOf(told: string, browser: Browser | null, name: string | undefined): System | null {
  const system = wordOf(SYSTEMS, name);
  if (system === 'mac' && APPS_OF_IOS.test(told)) return 'iphoneOrIpad';
  // Safari on an iPad says the same as on a Mac.
  if (system === 'mac' && browser === 'safari') return 'macOrIpad';
  // On a tablet they say Linux, to be given pages for big screens.
  if (system === 'linux' && (browser === 'samsung' || browser === 'silk')) return 'android';
  return system;
}

/** Apps show pages by the system's own browser, and say little of themselves. */
function isPartOfAnApp(told: string, browser: Browser | null): boolean {
  return /; wv\)/.test(told) || (browser === 'safari' && !/\bVersion\/.*\bSafari\//.test(told));
}

function wordOf<T extends string>(words: Record<string, T>, name: string | undefined): T | null {
  return name !== undefined && Object.hasOwn(words, name) ? (words[name] ?? null) : null;
}
