import { expect, type Page, test } from '@playwright/test';
import { nav, password, signIn } from '../helpers.ts';
import { createVm, deleteVm, newVm, state } from './vm.ts';

const card = (page: Page) => page.getByRole('region', { name: 'What will happen' });

/** Deletes a VM by its name, from wherever. */
async function remove(page: Page, name: string) {
  await nav(page, /^VMs/).click();
  await page.getByRole('row', { name: new RegExp(`${name} `) }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await deleteVm(page, name);
}

test('a pattern makes several: told before, planned in full, and all of them run', async ({ page }) => {
  test.slow();
  await signIn(page, 'tenant');
  await newVm(page, 'set-{01..03}');
  await expect(page.getByText('Makes three: set-01, set-02, set-03')).toBeVisible();
  await expect(card(page)).toContainText('3 VMs of');
  await expect(card(page)).toContainText(/on sim-\d+/);
  await expect(card(page)).toContainText(/addresses from 10\.\d+\.\d+\.\d+ up on/);
  await card(page).getByRole('button', { name: 'why?' }).click();
  await expect(card(page)).toContainText(/of its memory stays free/);

  await page.getByRole('button', { name: 'Show plan' }).click();
  const plan = page.getByRole('dialog', { name: 'What will happen' });
  await expect(plan.getByRole('tab', { name: 'Placement' })).toHaveAttribute('aria-selected', 'true');
  await expect(plan.getByRole('row', { name: /^set-0/ })).toHaveCount(3);
  for (const [tab, text] of [
    ['Domain XML', '<title>demo/set-01</title>'],
    ['user-data', 'local'],
    ['network-config', 'macaddress'],
    ['Commands', 'virsh -q -c qemu:///system define /dev/stdin'],
    ['virt-install', '--import'],
  ] as const) {
    await plan.getByRole('tab', { name: tab, exact: true }).click();
    await expect(plan.getByRole('region', { name: tab, exact: true })).toContainText(text);
  }
  await plan.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByRole('heading', { name: 'VMs', exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=set-/);
  for (const name of ['set-01', 'set-02', 'set-03'])
    await expect(page.getByRole('row', { name: new RegExp(`${name} .*Running`) })).toBeVisible();
  const progress = page.getByRole('region', { name: 'Create 3 VMs' });
  await expect(progress).toContainText('3 of 3 done');
  await progress.getByRole('button', { name: 'Close' }).click();
  for (const name of ['set-01', 'set-02', 'set-03']) await remove(page, name);
});

test('a size of one’s own, made and not started; the next form begins alike', async ({ page }) => {
  await signIn(page, 'tenant');
  await newVm(page, 'own-01');
  await page.getByRole('radio', { name: /^Custom/ }).check({ force: true });
  await page.getByRole('textbox', { name: 'vCPU' }).fill('0');
  await page.getByRole('textbox', { name: /^Memory/ }).fill('0.375');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('At least 1 vCPU')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'vCPU' })).toBeFocused();
  await page.getByRole('textbox', { name: 'vCPU' }).fill('3');
  await expect(card(page)).toContainText('of 3 vCPU, 384 MiB');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'own-01' })).toBeVisible();
  await expect(state(page)).toHaveText(/^Stopped/);
  await expect(page.getByRole('main')).toContainText('3 vCPU');

  await newVm(page, 'next-01');
  await expect(page.getByRole('radio', { name: /^Custom/ })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'vCPU' })).toHaveValue('3');
  await remove(page, 'own-01');
});

test('a name that another tab takes meanwhile is said to be gone, without a reload', async ({ page, context }) => {
  await signIn(page, 'tenant');
  await newVm(page, 'taken-01');
  await expect(card(page)).toContainText(/on sim-\d+/);
  const other = await context.newPage();
  await other.goto('/projects/demo/vms');
  await createVm(other, 'taken-01');
  await expect(page.getByText('This project has a VM named taken-01 already')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Name', { exact: true }).fill('taken-02');
  await expect(page.getByText('This project has a VM named')).toHaveCount(0);
  await expect(state(other)).toHaveText(/^Running/);
  await deleteVm(other, 'taken-01');
  await other.close();
});

test('a session that ends while the form is filled loses nothing of it', async ({ page, context }) => {
  await signIn(page, 'tenant');
  await newVm(page, 'kept-{1..2}');
  await page.getByRole('textbox', { name: 'Disk' }).fill('7');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Create and start' }).click();
  const over = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
  await over.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill('tenant@virtfleet.local');
  await page.getByLabel('Password').fill(password('tenant@virtfleet.local'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('kept-{1..2}');
  await expect(page.getByRole('textbox', { name: 'Disk' })).toHaveValue('7');
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');
});
