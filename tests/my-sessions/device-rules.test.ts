import { describe, expect, test } from 'vitest';
import { deviceOf } from '@/lib/my-sessions/device-rules';

const KHTML = '(KHTML, like Gecko)';
const BLINK = `AppleWebKit/537.36 ${KHTML}`;
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X)';
const WEBKIT = `AppleWebKit/605.1.15 ${KHTML}`;
const ANDROID = `Mozilla/5.0 (Linux; Android 10; K) ${BLINK}`;
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64)';
const PHONE = 'Mobile Safari/537.36';

test.each([
  ['chrome', 'windows', `${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36`],
  ['edge', 'windows', `${WINDOWS} ${BLINK} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`],
  [
    'firefox',
    'windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0',
  ],
  ['opera', 'windows', `${WINDOWS} ${BLINK} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0`],
  ['vivaldi', 'windows', `${WINDOWS} ${BLINK} Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0.3495.15`],
  [
    'internetExplorer',
    'windows',
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  ],
  ['chrome', 'mac', `${MAC} ${BLINK} Chrome/131.0.0.0 Safari/537.36`],
  [
    'firefox',
    'mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0',
  ],
  ['edge', 'mac', `${MAC} ${BLINK} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`],
  ['safari', 'iphone', `${IPHONE} ${WEBKIT} Version/26.0 Mobile/15E148 Safari/604.1`],
  ['chrome', 'iphone', `${IPHONE} ${WEBKIT} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`],
  ['firefox', 'iphone', `${IPHONE} ${WEBKIT} FxiOS/133.0 Mobile/15E148 Safari/605.1.15`],
  [
    'edge',
    'iphone',
    `${IPHONE} ${WEBKIT} Version/18.0 EdgiOS/131.2903.68 Mobile/15E148 Safari/604.1`,
  ],
  ['duckduckgo', 'iphone', `${IPHONE} ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1 Ddg/18.1`],
  ['safari', 'ipad', `${IPAD} ${WEBKIT} Version/17.7 Mobile/15E148 Safari/604.1`],
  ['chrome', 'ipad', `${IPAD} ${WEBKIT} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`],
  ['chrome', 'android', `${ANDROID} Chrome/131.0.0.0 ${PHONE}`],
  ['edge', 'android', `${ANDROID} Chrome/131.0.0.0 ${PHONE} EdgA/131.0.0.0`],
  ['opera', 'android', `${ANDROID} Chrome/130.0.0.0 ${PHONE} OPR/86.0.0.0`],
  ['samsung', 'android', `${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 ${PHONE}`],
  ['firefox', 'android', 'Mozilla/5.0 (Android 15; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0'],
  [
    'silk',
    'android',
    `Mozilla/5.0 (Linux; Android 11; KFTRWI) ${BLINK} Silk/128.4.1 like Chrome/128.0.0.0 Safari/537.36`,
  ],
  [
    'chrome',
    'chromeOs',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/131.0.0.0 Safari/537.36`,
  ],
  ['chrome', 'linux', `${LINUX} ${BLINK} Chrome/131.0.0.0 Safari/537.36`],
  ['chrome', 'linux', `${LINUX} ${BLINK} HeadlessChrome/145.0.0.0 Safari/537.36`],
  [
    'chromium',
    'linux',
    `${LINUX} ${BLINK} Ubuntu Chromium/131.0.0.0 Chrome/131.0.0.0 Safari/537.36`,
  ],
  [
    'firefox',
    'linux',
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
  ],
] as const)('%s on %s is known by what it says: %s', (browser, system, userAgent) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system });
});

describe('no more is said than is known', () => {
  test.each([
    [
      'Safari, the same on a Mac and an iPad',
      'safari',
      'macOrIpad',
      `${MAC} ${WEBKIT} Version/18.1 Safari/605.1.15`,
    ],
    [
      'Chrome on an iPad, or an iPhone, that passes for a Mac',
      'chrome',
      'iphoneOrIpad',
      `${MAC} ${WEBKIT} CriOS/131 Version/11.1.1 Safari/605.1.15`,
    ],
    ['Firefox there', 'firefox', 'iphoneOrIpad', `${MAC} ${WEBKIT} FxiOS/133 Safari/605.1.15`],
    [
      'Edge there',
      'edge',
      'iphoneOrIpad',
      `${MAC} ${WEBKIT} Version/17.0 Safari/605.1.15 EdgiOS/131.0.2903.68`,
    ],
    [
      'Samsung Internet on a tablet that passes for a PC',
      'samsung',
      'android',
      `${LINUX} ${BLINK} SamsungBrowser/26.0 Chrome/122.0.0.0 Safari/537.36`,
    ],
    ['an app on an iPhone', null, 'iphone', `${IPHONE} ${WEBKIT} Mobile/15E148`],
    [
      'an app on Android',
      null,
      'android',
      `Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) ${BLINK} Version/4.0 Chrome/131.0.0.0 ${PHONE}`,
    ],
    [
      'an app made of Chrome',
      null,
      'windows',
      `${WINDOWS} ${BLINK} Chrome/130.0.0.0 Electron/33.2.0 Safari/537.36`,
    ],
    [
      'a system without a name here',
      'firefox',
      null,
      'Mozilla/5.0 (X11; FreeBSD amd64; rv:133.0) Gecko/20100101 Firefox/133.0',
    ],
    [
      'a robot',
      null,
      null,
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    ],
    ['a program', null, null, 'curl/8.5.0'],
    ['another program', null, null, 'python-requests/2.32.3'],
    ['nothing', null, null, ''],
    ['blanks', null, null, ' \t '],
  ] as const)('%s', (_, browser, system, userAgent) => {
    expect(deviceOf(userAgent)).toEqual({ browser, system });
  });
});

describe('whatever is sent', () => {
  const NOTHING = { browser: null, system: null };

  test.each([
    '<script>alert(1)</script>',
    'constructor/1.0 (constructor)',
    '__proto__/1.0',
    'toString (toString) toString/1',
    '\0\u{1F512}\u202E\uD800',
    '/'.repeat(400),
    'Mozilla/5.0 ('.repeat(30),
  ])('rubbish is an unknown browser: %j', (userAgent) => {
    expect(deviceOf(userAgent)).toEqual(NOTHING);
  });

  test('only so much of it is looked at', () => {
    const firefox = ' (Windows NT 10.0) Firefox/133.0';
    expect(deviceOf(`${'x'.repeat(400 - firefox.length)}${firefox}`).browser).toBe('firefox');
    expect(deviceOf(`${'x'.repeat(400)}${firefox}`)).toEqual(NOTHING);
  });

  test('it takes no longer than an honest one by much, however it repeats itself', () => {
    const parts = [
      'Macintosh',
      ' FxiOS',
      'Version/',
      'Android ',
      'os 1_1',
      '1.',
      'Windows NT ',
      ' ',
    ];
    const since = performance.now();
    for (const part of parts) {
      for (const other of parts) deviceOf(`${part.repeat(200)}${other.repeat(200)}`);
      for (const other of parts) deviceOf(`${part}${other}`.repeat(200));
    }
    // 128 of them; each of these took under a millisecond.
    expect(performance.now() - since).toBeLessThan(2_000);
  });
});
