import { expect, type Page, test } from '@playwright/test';
import { everyPage, open, pageOf } from '../every-page.ts';
import { nav, signIn } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

const live = (page: Page) => expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible();
const longName = `long-${'0123456789'.repeat(5)}-the-end`;

test('zoomed to 200 %, and with a name as long as may be, no page is wider than its window', async ({ browser }) => {
  const zoomed = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };
  const newPage = async () => (await browser.newContext(zoomed)).newPage();
  const pages = {
    tenant: await pageOf(newPage, 'tenant'),
    admin: await pageOf(newPage, 'admin'),
    null: await newPage(),
  };
  const { tenant, admin } = pages;
  await tenant.getByRole('button', { name: 'Menu', exact: true }).click();
  await tenant.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: /^VMs/ }).click();
  await tenant.getByRole('link', { name: 'New VM' }).first().click();
  await tenant.getByLabel('Name', { exact: true }).fill(longName);
  await tenant.getByRole('button', { name: 'Create and start' }).click();
  await expect(tenant.getByRole('heading', { name: longName })).toBeVisible();
  await expect(state(tenant)).toHaveText(/^Running/);
  const [, , project = '', , vmId = ''] = new URL(tenant.url()).pathname.split('/');
  await admin.goto('/users');
  const user = await admin.getByRole('row').getByRole('link').first().getAttribute('href');
  await tenant.goto(`/projects/${project}/operations`);
  const operation = await tenant.getByRole('row').getByRole('link').first().getAttribute('href');
  const last = (href: string | null) => href?.split('/').at(-1) ?? '';
  const seen = { project, vmId, operationId: last(operation), userId: last(user) };
  const wider: string[] = [];
  for (const { name, who, path } of everyPage) {
    const page = pages[who ?? 'null'];
    for (const width of [720, 390]) {
      await page.setViewportSize({ width, height: 450 });
      await open(page, path(seen));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) wider.push(`${name} at ${width} px: ${wide} px`);
    }
  }
  expect(wider).toEqual([]);
  await tenant.setViewportSize({ width: 720, height: 450 });
  await tenant.goto(`/projects/${project}/vms/${vmId}`);
  await deleteVm(tenant, longName);
  for (const page of Object.values(pages)) await page.context().close();
});

test('eight tabs all follow what happens; back and forward lead through them as one went', async ({
  page,
  context,
}) => {
  await signIn(page, 'tenant');
  await createVm(page, 'tabs-of-8');
  await expect(state(page)).toHaveText(/^Running/);
  const vmPage = page.url();
  const others = await Promise.all(Array.from({ length: 7 }, () => context.newPage()));
  for (const other of others) await other.goto(vmPage);
  for (const other of others) await live(other);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  for (const each of [page, ...others]) await expect(state(each)).toHaveText(/^Stopped/);
  // The tab that held the stream for all of them is closed: another takes it over.
  const [survivor, ...rest] = others.reverse();
  for (const other of rest) await other.close();
  await page.close();
  if (!survivor) throw new Error('no tab is left');
  await survivor.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(state(survivor)).toHaveText(/^Running/);
  await live(survivor);

  await nav(survivor, /^VMs/).click();
  await survivor.getByRole('combobox', { name: 'Search VMs' }).fill('tabs-of');
  await survivor.keyboard.press('Enter');
  await expect(survivor).toHaveURL(/q=tabs-of/);
  await survivor.getByRole('row', { name: /tabs-of-8/ }).click();
  await expect(survivor).toHaveURL(vmPage);
  await survivor.goBack();
  await expect(survivor.getByRole('combobox', { name: 'Search VMs' })).toHaveValue('tabs-of');
  await expect(survivor.getByRole('row', { name: /tabs-of-8/ })).toBeVisible();
  await survivor.goForward();
  await expect(survivor.getByRole('heading', { name: 'tabs-of-8' })).toBeVisible();
  await deleteVm(survivor, 'tabs-of-8');
});

/** What has the focus, by its words; null: nothing that one could see. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return null;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 ? (element.getAttribute('aria-label') ?? element.textContent.trim()) : null;
  });

test('by keyboard: menus, sheets and dialogs open, close by Escape, and give the focus back', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'keys-all-01');
  await expect(state(page)).toHaveText(/^Running/);
  await live(page);

  const account = page.getByRole('button', { name: /^Account/ });
  await account.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Your account' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemradio', { name: 'As the system' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(account).toBeFocused();

  const bell = page.getByRole('button', { name: /^Notifications/ });
  await bell.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(bell).toBeFocused();

  const more = page.getByRole('button', { name: 'More actions' });
  await more.focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', { name: /^Delete/ })).toBeFocused();
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog');
  await expect(question.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe('More actions');

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toContainText('Go to or do anything');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe('More actions');

  // A menu that the pointer opened is closed by the same button.
  await more.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await deleteVm(page, 'keys-all-01');
});
