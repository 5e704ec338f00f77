import { expect, test } from '@playwright/test';
import { nav, onHosts, signIn, toFleet } from '../helpers.ts';

const badNames = [
  '',
  'größe',
  'a'.repeat(80),
  '../etc',
  `it's "quoted"`,
  '<vm/>',
  '$(reboot)',
  'UPPER',
  '-lead',
  'two words',
];

test('what is typed badly is answered beside its field, and nothing is made', async ({ page }) => {
  await signIn(page, 'tenant');
  await page.getByRole('link', { name: 'New VM' }).click();
  const name = page.getByLabel('Name', { exact: true });
  for (const bad of badNames) {
    await name.fill(bad);
    await page.getByRole('button', { name: 'Create and start' }).click();
    await expect(name).toHaveAttribute('aria-invalid', 'true');
    await expect(name).toBeFocused();
  }
  await name.fill('fine');
  await expect(name).not.toHaveAttribute('aria-invalid', 'true');

  const userData = page.getByLabel('user-data');
  for (const [bad, answer] of [
    ['packages: [nginx]', /must begin with "#cloud-config"/],
    ['#cloud-config\na: [1', /Line \d/],
    [`#cloud-config\n# ${'x'.repeat(17_000)}`, /at most 16 KiB/],
  ] as const) {
    await userData.fill(bad);
    await userData.blur();
    await expect(page.getByText(answer)).toBeVisible();
    await page.getByRole('button', { name: 'Create and start' }).click();
    await expect(userData).toBeFocused();
  }

  await nav(page, /^SSH keys/).click();
  await page.getByRole('button', { name: 'Add key' }).first().click();
  const key = page.getByLabel('Public key');
  for (const [bad, answer] of [
    ['hello', /begins with its type/],
    ['-----BEGIN OPENSSH PRIVATE KEY-----', /private key/],
    ['ssh-ed25519 AAAA', /damaged/],
  ] as const) {
    await key.fill(bad);
    await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
    await expect(page.getByRole('dialog').getByText(answer)).toBeVisible();
  }
  expect(await onHosts()).toEqual([]);
});

test('a wrong password says no more than that', async ({ page }) => {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill('nobody@virtfleet.local');
  await page.getByLabel('Password').fill('guess');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('E-mail or password is wrong')).toBeVisible();
});

test('a viewer may look, and each button says why it does nothing', async ({ page }) => {
  await signIn(page, 'viewer');
  const newVm = page.getByRole('button', { name: 'New VM' });
  await expect(newVm).toHaveAttribute('aria-disabled', 'true');
  await newVm.focus();
  await expect(page.getByText(/may look/).filter({ visible: true })).toBeVisible();
  await expect(newVm).toHaveAccessibleDescription(/may look/);
});

test('an admin sees the hosts, a tenant has no such page', async ({ page, browser }) => {
  await signIn(page, 'admin');
  await toFleet(page);
  for (const host of ['lab-1', 'lab-2'])
    await expect(page.getByRole('row', { name: new RegExp(`${host}.*Up`) })).toBeVisible();
  const other = await browser.newPage();
  await signIn(other, 'tenant');
  await expect(nav(other, /^Hosts/)).toHaveCount(0);
  await other.goto('/hosts');
  await expect(other.getByText(/no such|not found|nothing here/i).first()).toBeVisible();
  await other.close();
});
