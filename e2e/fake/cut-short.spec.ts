// One file, so that no other of these clears a fault that this one waits in.
import { expect, type Page, test } from '@playwright/test';
import { controlHost } from '@virtfleet/infra/simulator/control';
import { nav, signIn } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

/** Where the VM will be is not known before: each of them. */
const onEveryHost = (control: Parameters<typeof controlHost>[1]) =>
  Promise.all(Array.from({ length: 12 }, (_, n) => controlHost(`sim-${n + 1}`, control)));

test('a create under way is cancelled: what was made of it is taken away, and the page says so', async ({ page }) => {
  await signIn(page, 'tenant');
  for (const on of ['vol-create', 'vol-upload', 'define', 'start'])
    await onEveryHost({ do: 'delay', on, ms: 2_000, times: 20 });
  try {
    await createVm(page, 'cancel-01');
    const main = page.getByRole('main');
    await expect(main.getByRole('listitem').filter({ hasText: 'Under way' }).first()).toBeVisible();
    await main.getByRole('button', { name: 'Cancel', exact: true }).first().click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('Cancel the creation of cancel-01?');
    await dialog.getByRole('button', { name: 'Cancel creation' }).click();
    await expect(dialog).toHaveCount(0);
  } finally {
    await onEveryHost({ do: 'clear' });
  }
  await expect(state(page)).toHaveText(/^Failed/);
  await expect(
    page
      .getByRole('main')
      .getByText(/cancelled/i)
      .first(),
  ).toBeVisible();
  const id = page.url().split('/').at(-1) ?? '';
  const domains = await onEveryHost({ do: 'virsh', words: ['list', '--all', '--name'] });
  const volumes = await onEveryHost({ do: 'virsh', words: ['vol-list', 'virtfleet'] });
  expect([...domains, ...volumes].join('')).not.toContain(id);
  await deleteVm(page, 'cancel-01', { empty: true });
});

/** The host of the VM whose page this is. */
const hostOf = async (page: Page) =>
  (await page
    .getByRole('main')
    .getByText(/^sim-\d+$/)
    .first()
    .textContent()) ?? '';

/** A create that is cancelled after its host went away: what it made can't be taken back. Answers the host. */
async function stuckCreate(page: Page, name: string): Promise<string> {
  await onEveryHost({ do: 'delay', on: 'define', ms: 8_000, times: 20 });
  try {
    await createVm(page, name);
    const main = page.getByRole('main');
    await expect(main.getByRole('listitem').filter({ hasText: 'Define domain' })).toContainText('Under way: ');
    const host = await hostOf(page);
    await controlHost(host, { do: 'cut' });
    await main.getByRole('button', { name: 'Cancel', exact: true }).first().click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel creation' }).click();
    await expect(main.getByText('Stuck').first()).toBeVisible({ timeout: 120_000 });
    return host;
  } finally {
    await onEveryHost({ do: 'clear' });
  }
}

/** What the host has of the VM whose page this is, as its own admin sees it. */
async function leftOn(host: string, page: Page): Promise<string> {
  const [domains, volumes] = await Promise.all([
    controlHost(host, { do: 'virsh', words: ['list', '--all', '--name'] }),
    controlHost(host, { do: 'virsh', words: ['vol-list', 'virtfleet'] }),
  ]);
  const mine = (name: string) => name.includes(page.url().split('/').at(-1) ?? '') || name.startsWith('vol-');
  return [domains, volumes]
    .flatMap((text) => text.split('\n'))
    .filter((line) => mine(line.trim()))
    .join('\n');
}

test('stuck: a tenant waits, an admin tries again; once the host is back it ends by itself', async ({
  page,
  browser,
}) => {
  await signIn(page, 'tenant');
  const host = await stuckCreate(page, 'stuck-01');
  try {
    const again = page.getByRole('main').getByRole('button', { name: 'Try again' });
    await expect(again).toHaveAttribute('aria-disabled', 'true');
    await expect(again).toHaveAccessibleDescription('Only an admin of the fleet can do this');

    const admin = await browser.newPage();
    await signIn(admin, 'admin');
    await admin.goto(page.url());
    await admin.getByRole('main').getByRole('button', { name: 'Try again' }).click();
    // The host is still away, so it can only say so once more.
    await expect(admin.getByRole('main').getByText('Stuck').first()).toBeVisible({ timeout: 60_000 });
    await admin.close();
  } finally {
    await controlHost(host, { do: 'heal' });
  }
  await expect(state(page)).toHaveText(/^Failed/, { timeout: 60_000 });
  expect(await leftOn(host, page)).toBe('');
  await deleteVm(page, 'stuck-01', { empty: true });
});

test('stuck: written off, the VM is given up; what it left is taken away with it when its host is back', async ({
  page,
  browser,
}) => {
  await signIn(page, 'tenant');
  const host = await stuckCreate(page, 'stuck-02');
  try {
    const admin = await browser.newPage();
    await signIn(admin, 'admin');
    await admin.goto(page.url());
    await admin.getByRole('main').getByRole('button', { name: 'Write off…' }).click();
    const dialog = admin.getByRole('alertdialog');
    await expect(dialog).toContainText(`It goes on by itself as soon as ${host} is back`);
    await dialog.getByRole('button', { name: 'Write off' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(admin.getByText(/^Written off/).first()).toBeVisible();
    await admin.close();
    await expect(page.getByText(/^Written off/).first()).toBeVisible();
  } finally {
    await controlHost(host, { do: 'heal' });
  }
  await expect(page.getByText(/out of reach/)).toHaveCount(0);
  const url = page.url();
  await deleteVm(page, 'stuck-02', { empty: true });
  await expect
    .poll(() => controlHost(host, { do: 'virsh', words: ['list', '--all', '--name'] }))
    .not.toContain(url.split('/').at(-1) ?? '');
});

test('who asked is told when it fails, on whatever page they are, and is led to it', async ({ page, browser }) => {
  await signIn(page, 'tenant');
  const other = await browser.newPage();
  await signIn(other, 'tenant');
  await onEveryHost({ do: 'delay', on: 'vol-create', ms: 1_500, times: 20 });
  await onEveryHost({ do: 'fail', on: 'define', times: 20, stderr: 'error: no room for it' });
  try {
    await createVm(page, 'rang-01');
    await nav(page, /^SSH keys/).click();
    await expect(page.getByText('Create rang-01 failed').first()).toBeVisible();
  } finally {
    await onEveryHost({ do: 'clear' });
  }
  const bell = (of: Page) => of.getByRole('button', { name: /^Notifications: \d+ unread/ });
  await expect(bell(other)).toBeVisible();
  await bell(page).click();
  await page
    .getByRole('dialog', { name: 'Notifications' })
    .getByRole('link', { name: /Create rang-01 failed/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/operations\/[0-9a-f-]+$/);
  await expect(
    page
      .getByRole('main')
      .getByText(/no room for it/)
      .first(),
  ).toBeVisible();
  // Read here is read everywhere.
  await other.getByRole('button', { name: /^Notifications/ }).click();
  await expect(other.getByRole('link', { name: /Create rang-01 failed/ }).first()).not.toHaveAccessibleName(/unread/);
  await other.close();
  await page
    .getByRole('main')
    .getByRole('link', { name: /rang-01/ })
    .first()
    .click();
  await deleteVm(page, 'rang-01', { empty: true });
});
