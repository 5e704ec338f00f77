import { expect, type Page, test } from '@playwright/test';
import { live, nav, password, signIn, toFleet } from '../helpers.ts';
import { createVm, deleteVm, newVm, state } from './vm.ts';

const palette = (page: Page) => page.getByRole('combobox', { name: 'Go to or do anything' });
const chosen = (page: Page) => page.getByRole('option', { selected: true });
/** The frame listens once it is live. */

test('the palette goes anywhere and does anything by keyboard alone', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'palette-01');
  await expect(state(page)).toHaveText(/^Running/);
  const vmPage = page.url();

  // A page, by another word for it.
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeFocused();
  await page.keyboard.type('limits');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/quota$/);
  await expect(palette(page)).toHaveCount(0);

  // The VM that was looked at last is first, with nothing typed.
  await page.keyboard.press('Control+k');
  await expect(chosen(page)).toContainText('palette-01');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);

  // What is done with it, from any page; what can't be done says why.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('palette-01 st');
  await expect(chosen(page)).toContainText('Stop');
  await expect(page.getByRole('option', { name: /^Start It is already running/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(palette(page), 'what is disabled does nothing').toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Stopping palette-01')).toBeVisible();

  // Enter does not wait for the answer, and still means what was typed.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('palette-01');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(vmPage);
  await expect(state(page)).toHaveText(/^Stopped/);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await deleteVm(page, 'palette-01');
});

test('keys go from page to page, and never while one types', async ({ page }) => {
  await signIn(page, 'tenant');
  await live(page);
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page).toHaveURL(/\/keys$/);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toContainText('Go to or do anything');
  await expect(sheet).toContainText('Quota & usage');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);

  await newVm(page, 'typed-');
  await page.keyboard.type('gk?c/');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('typed-gk?c/');
  await expect(page).toHaveURL(/\/vms\/new$/);
});

test('an admin goes between a project and the whole fleet; each has its own pages', async ({ page }) => {
  await signIn(page, 'admin');
  await expect(nav(page, /^Hosts/)).toHaveCount(0);
  await toFleet(page);
  for (const word of [/^Hosts/, /^Projects/, /^Users/, /^Operations/]) await expect(nav(page, word)).toBeVisible();
  await expect(nav(page, /^SSH keys/)).toHaveCount(0);
  // The next visit begins where one was.
  await page.goto('/');
  await expect(page).toHaveURL(/\/hosts$/);
  await live(page);
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/\/projects\/[^/]+\/vms$/);
});

test('operations open into a panel from any page, and it stays as it was left', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'panel-01');
  await expect(state(page)).toHaveText(/^Running/);
  const panel = page.getByRole('region', { name: 'Operations' });
  const created = panel.getByRole('link', { name: /Create panel-01/ }).first();
  await page.keyboard.press('o');
  await expect(created).toBeVisible();
  await page.reload();
  await expect(created).toBeVisible();
  await created.click();
  await expect(page).toHaveURL(/\/operations\/[0-9a-f-]+$/);
  await panel.getByRole('button', { name: 'Operations' }).filter({ visible: true }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(0);
  await page
    .getByRole('link', { name: /panel-01/ })
    .first()
    .click();
  await deleteVm(page, 'panel-01');
});

test('on a phone, nav and operations are sheets, and nothing is wider than the page', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await signIn(page, 'tenant');
  await live(page);
  await page.getByRole('region', { name: 'Operations' }).getByRole('button', { name: 'Operations' }).click();
  const sheet = page.getByRole('dialog', { name: 'Operations' });
  await sheet.getByRole('link', { name: 'All operations' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page).toHaveURL(/\/operations$/);
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('dialog', { name: 'Menu' })).toHaveCount(0);
  await expect(page).toHaveURL(/\/projects\/[^/]+$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});

test('a network that is cut is told of, and the page is right again after', async ({ page, browser }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'cable-01');
  await expect(state(page)).toHaveText(/^Running/);
  const other = await browser.newPage();
  await signIn(other, 'tenant');
  await other.goto(page.url());
  await page.context().setOffline(true);
  await expect(page.getByText('You are offline')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Offline', { exact: true })).toBeVisible();
  // Nothing that is asked for now is done later.
  await page.getByRole('button', { name: 'Reboot' }).click();
  await expect(page.getByText('cable-01 was not rebooted').first()).toBeVisible();
  await other.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(state(other)).toHaveText(/^Stopped/);
  await page.context().setOffline(false);
  await expect(state(page)).toHaveText(/^Stopped/);
  await expect(page.getByText('You are offline')).toHaveCount(0);
  await live(page);
  await other.close();
  await deleteVm(page, 'cable-01');
});

test('signing in needs no JavaScript, says what is wrong, and leads to the page that was asked for', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/account?x=1');
  const send = async (word: string) => {
    await page.getByLabel('E-mail').fill('tenant@virtfleet.local');
    await page.getByLabel('Password').fill(word);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await send('a wrong guess');
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong');
  await send(password('tenant@virtfleet.local'));
  await expect(page).toHaveURL(/\/account\?x=1$/);
  const said = await page.locator('noscript').evaluate((element) => element.textContent);
  expect(said).toContain('This browser runs no JavaScript');
  // What is not ours to say is not said.
  await context.clearCookies();
  await page.goto('/signin?error=Call+555-1234');
  await expect(page.getByRole('alert')).toHaveText('Signing in did not work. Try again.');
  await context.close();
});
