import type { Page } from '@playwright/test';
import { bringColours, edgeFaults } from '@/tests/e2e/support/page-checks/colours';
import { fieldFaults } from '@/tests/e2e/support/page-checks/fields';
import { choiceFaults, focusFaults, ringFaults } from '@/tests/e2e/support/page-checks/focus';
import { lossFaults } from '@/tests/e2e/support/page-checks/loss';
import { motionFaults } from '@/tests/e2e/support/page-checks/motion';
import { structureFaults } from '@/tests/e2e/support/page-checks/structure';
import { expect, test } from '@/tests/e2e/support/test';

/** A page with nothing wrong, in which each test spoils one thing. */
const GOOD = `<!doctype html><html lang="en"><title>Users – Harbor</title>
<style>:focus-visible { outline: 3px solid #036 } html { background: #fff } body { margin: 0 }
a, button, input:not([hidden]), select { display: block; min-height: 24px; border: 1px solid #555 }</style>
<header><a href="#main">Skip</a></header>
<main id="main"><h1>Users</h1><h2>Add</h2>
<div tabindex="-1" id="box"><div role="alert"><a href="#email">Enter an address</a></div></div>
<form><p id="email-error">Enter an address</p>
<label for="email">Email</label>
<input id="email" name="email" autocomplete="email" aria-invalid="true" aria-describedby="email-error">
<input name="username" autocomplete="username" value="dana" hidden>
<label for="new">New password</label>
<input id="new" name="newPassword" type="password" autocomplete="new-password">
<label for="role">Role</label><select id="role"><option>CSR</option><option>CSA</option></select>
<button type="button">Save</button></form></main>
<footer><a href="#new" lang="fr">Français</a></footer>`;

type Check = (page: Page) => Promise<string[]>;

async function faultsOf(page: Page, html: string, check: Check): Promise<string[]> {
  await page.setContent(html);
  await page.evaluate(() => document.getElementById('box')?.focus());
  await bringColours(page);
  return check(page);
}

const ringAfterTab: Check = async (page) => {
  await focusFaults(page);
  return ringFaults(page);
};
const choiceAfterTab: Check = async (page) => {
  await focusFaults(page);
  return choiceFaults(page);
};

test('a page with nothing wrong passes every check', async ({ page }) => {
  const all = [fieldFaults, structureFaults, motionFaults, edgeFaults, focusFaults, ringFaults];
  for (const check of [...all, lossFaults, choiceAfterTab]) {
    expect([check.name, ...(await faultsOf(page, GOOD, check))]).toEqual([check.name]);
  }
});

const SPOILED: [what: string, check: Check, from: string, to: string, says: RegExp][] = [
  ['two h1', structureFaults, '<h2>Add</h2>', '<h1>Add</h1>', /not one h1/],
  ['a level left out', structureFaults, '<h2>Add</h2>', '<h3>Add</h3>', /h1 is followed by h3/],
  ['a title of another page', structureFaults, '<title>Users', '<title>Home', /the h1 «Users»/],
  ['no landmark', structureFaults, '<header>', '<header hidden>', /not one header/],
  ['no language', structureFaults, '<html lang="en">', '<html>', /no language/],
  ['a part in another language', structureFaults, 'lang="fr"', '', /in en: /],
  ['an id twice', structureFaults, 'id="role"', 'id="new"', /2 elements have the id new/],
  ['a description that is not there', structureFaults, 'id="email-error"', '', /leads nowhere/],
  ['another name', structureFaults, '<button', '<button aria-label="Store"', /named otherwise/],
  ['a turn out of order', structureFaults, '<button', '<button tabindex="2"', /before its turn/],
  ['a summary without the focus', fieldFaults, 'id="box"', '', /has not the focus/],
  ['a summary that leads nowhere', fieldFaults, 'href="#email"', 'href="#box"', /to no field/],
  ['a field not marked as wrong', fieldFaults, 'aria-invalid="true"', '', /not marked as wrong/],
  ['an error away from its field', fieldFaults, 'aria-describedby="email-error"', '', /not tied/],
  ['no label', fieldFaults, '<label for="new">', '<label>', /no label/],
  ['no purpose', fieldFaults, 'autocomplete="new-password"', '', /no purpose/],
  ['nobody’s password', fieldFaults, 'autocomplete="username"', '', /without a username/],
  [
    'a password that is cut off',
    fieldFaults,
    'type="password"',
    'type="password" maxlength="64"',
    /cut/,
  ],
  ['an animation', motionFaults, 'body {', 'h1 { animation: spin 1s } body {', /moves: <h1/],
  ['a transition', motionFaults, 'body {', 'a { transition: color 1s } body {', /moves: <a/],
  ['a faint edge', edgeFaults, 'solid #555', 'solid #ccc', /faint in light/],
  ['a faint ring', focusFaults, 'solid #036', 'solid #ddd', /no ring/],
  ['a ring lost in forced colours', ringAfterTab, '3px solid #036', '0', /active: no ring/],
  [
    'a stop that is covered',
    focusFaults,
    '<header>',
    '<header style="position:fixed;z-index:1;inset:0;background:#fff">',
    /under /,
  ],
  [
    'a stop that cannot be seen',
    focusFaults,
    '<button',
    '<button style="opacity:1;position:absolute;clip-path:inset(50%)"',
    /under /,
  ],
  [
    'an order unlike the one seen',
    focusFaults,
    '<h2>',
    '<a href="#new" style="position:absolute;top:900px">Later</a><h2>',
    /seen before/,
  ],
  [
    'a width of its own',
    lossFaults,
    '<h2>',
    '<p style="width:400px">wide</p><h2>',
    /at 400 %: \d+ px wide/,
  ],
  [
    'a height of its own',
    lossFaults,
    '<h2>',
    '<p style="height:1em;overflow:hidden;line-height:1">one two three four five six seven eight nine ten eleven</p><h2>',
    /cut off: one two/,
  ],
  [
    'a text over another',
    lossFaults,
    '<h2>',
    '<p style="position:absolute;top:0">over</p><h2>',
    /over each other/,
  ],
  [
    'a size in pixels',
    lossFaults,
    '<h2>',
    '<p style="width:5rem;overflow:hidden">Unbreakable</p><h2>',
    /cut off: Unbreakable/,
  ],
];

for (const [what, check, from, to, says] of SPOILED) {
  test(`a check finds ${what}`, async ({ page }) => {
    expect(GOOD).toContain(from);
    const faults = await faultsOf(page, GOOD.replace(from, to), check);
    expect(faults.join('\n')).toMatch(says);
  });
}

test('a part that is scrolled up and down loses nothing, one that is scrolled sideways does', async ({
  page,
}) => {
  const box = (css: string) =>
    GOOD.replace('<h2>', `<p style="overflow:auto;${css}">Save all of it</p><h2>`);
  expect(await faultsOf(page, box('height:1em;width:5em'), lossFaults)).toEqual([]);
  const sideways = await faultsOf(page, box('width:2em;white-space:nowrap'), lossFaults);
  expect(sideways.join()).toMatch(/cut off: Save all of it/);
});

test('a check finds a trap, and a password that cannot be pasted', async ({ page }) => {
  await page.setContent(GOOD);
  await bringColours(page);
  await page.evaluate(() => {
    const [field, button] = [document.getElementById('new'), document.querySelector('button')];
    field?.addEventListener('paste', (event) => event.preventDefault());
    button?.addEventListener('keydown', (event) => event.preventDefault());
  });
  expect((await fieldFaults(page)).join()).toMatch(/nothing can be pasted/);
  expect((await focusFaults(page)).join()).toMatch(/Tab does not come to .*Français/s);
});

test('a check finds a choice that leads away', async ({ page }) => {
  await page.setContent(GOOD);
  await bringColours(page);
  await page.evaluate(() => {
    const go = () => location.assign('#gone');
    document.querySelector('select')?.addEventListener('change', go);
  });
  await focusFaults(page);
  expect((await choiceFaults(page)).join()).toMatch(/a choice alone led to/);
});
