import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

const tab = (page: Page, name: RegExp) => page.getByRole('tab', { name });
const fact = (page: Page, name: string) => page.getByRole('region', { name });

test('what a VM uses shows by itself; its tabs go by keyboard, and stand in the address', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'tabs-01');
  await expect(state(page)).toHaveText(/^Running/);
  await expect(fact(page, 'CPU')).toContainText(/\d %\s*of \d+ vCPU/);
  await expect(fact(page, 'Memory')).toContainText(/\d MiB\s*of /);
  await expect(fact(page, 'Network')).toContainText(/B\/s\s*in, /);
  await expect(page.getByText('Debian GNU/Linux').first()).toBeVisible();

  await tab(page, /^Overview/).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(tab(page, /^Metrics/)).toHaveAttribute('aria-selected', 'true');
  expect(page.url()).toContain('?tab=metrics');
  const cpu = page.getByRole('slider', { name: /^CPU/ });
  await expect(cpu.locator('canvas')).toBeVisible();
  await expect(page.getByText(/In the last 5 minutes: cores .* on average/)).toBeVisible();
  await cpu.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText(/^At \d\d:\d\d:\d\d: Cores /)).toBeVisible();

  await page.reload();
  await expect(tab(page, /^Metrics/)).toHaveAttribute('aria-selected', 'true');
  await page.goBack();
  await expect(tab(page, /^Overview/)).toHaveAttribute('aria-selected', 'true');
  await expect(fact(page, 'CPU')).toBeVisible();

  // One that is off uses nothing, and says so.
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(state(page)).toHaveText(/^Stopped/);
  await expect(fact(page, 'CPU')).toContainText('not running');
  await deleteVm(page, 'tabs-01');
});

test('people write tags and notes to a VM, and call it otherwise while it runs', async ({ page, context }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'label-01');
  await expect(state(page)).toHaveText(/^Running/);
  const addTag = page.getByRole('combobox', { name: 'Add a tag' });
  await addTag.fill('Prod EU, web');
  await addTag.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove prod-eu' })).toBeVisible();
  await addTag.fill('-x');
  await addTag.press('Enter');
  await expect(page.getByText(/^Letters, digits, dots/)).toBeVisible();
  await addTag.press('Escape');
  await page.getByRole('button', { name: 'Remove web' }).click();
  await expect(page.getByRole('button', { name: 'Remove web' })).toHaveCount(0);

  await tab(page, /^Settings/).click();
  const notes = page.getByRole('textbox', { name: 'Notes' });
  await notes.fill('Front of the shop.\nAsk Ada first.');
  await page.getByRole('button', { name: 'Save notes' }).click();
  await expect(page.getByText('The notes of label-01 are saved')).toBeVisible();

  // Somebody else writes while this one types: neither is lost.
  const other = await context.newPage();
  await other.goto(page.url());
  await notes.fill('Mine');
  await other.getByRole('textbox', { name: 'Notes' }).fill('Theirs');
  await other.getByRole('button', { name: 'Save notes' }).click();
  await expect(page.getByText('Someone else wrote this meanwhile:')).toBeVisible();
  await page.getByRole('button', { name: 'Save notes' }).click();
  await expect(page.getByText(/^Someone else changed these notes/)).toBeVisible();
  await expect(notes).toHaveValue('Mine');
  await page.getByRole('button', { name: 'Save notes' }).click();
  await expect(other.getByRole('textbox', { name: 'Notes' })).toHaveValue('Mine');
  await other.close();

  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('Label 02');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByText(/^Lower-case letters, digits/)).toBeVisible();
  await name.fill('label-02');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('heading', { name: 'label-02', exact: true })).toBeVisible();
  await expect(page.getByText(/Its guest keeps the hostname that it was made with, label-01/)).toBeVisible();
  await expect(state(page)).toHaveText(/^Running/);

  await tab(page, /^Operations/).click();
  await expect(page.getByText('Rename from label-01')).toBeVisible();
  await page.reload();
  await tab(page, /^Overview/).click();
  await expect(page.getByText('Mine')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove prod-eu' })).toBeVisible();
  await deleteVm(page, 'label-02');
});

test('an operation has a page that says who, what and how; how a VM is made is told in full', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'made-01');
  await expect(state(page)).toHaveText(/^Running/);
  await tab(page, /^Settings/).click();
  await page.getByText('Domain XML').click();
  await expect(page.getByRole('region', { name: 'domain XML' })).toContainText('<title>demo/made-01</title>');
  await page.getByText('virt-install', { exact: false }).first().click();
  await expect(page.getByRole('region', { name: 'virt-install line' })).toContainText('--import');
  await page.getByRole('link', { name: 'Open the create' }).click();
  await expect(page.getByRole('heading', { name: 'Create made-01' })).toBeVisible();
  await page.getByText('Define domain').click();
  await expect(page.getByText('virsh -q -c qemu:///system define /dev/stdin')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'made-01', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'made-01', exact: true })).toBeVisible();
  await deleteVm(page, 'made-01');
});
