import { expect, test } from '@playwright/test';
import { nav, onEachHost, signIn, userDataText } from '../helpers.ts';

test('a create that failed is tried again under its name, and nothing that was typed is lost', async ({ page }) => {
  const typed = '#cloud-config\nfinal_message: typed with care';
  await signIn(page, 'tenant');
  await onEachHost('virsh', '-q', 'pool-destroy', 'virtfleet');
  try {
    await nav(page, /^VMs/).click();
    await page.getByRole('link', { name: 'New VM' }).click();
    await page.getByLabel('Name', { exact: true }).fill('again-01');
    await page.getByLabel('user-data').fill(typed);
    await page.getByRole('button', { name: 'Create and start' }).click();
    await expect(page.getByRole('heading', { name: 'again-01 was not created' })).toBeVisible();
    // The steps say so too, however quickly it went.
    await expect(page.getByRole('main').getByText(/^Failed: /)).toBeAttached();
  } finally {
    await onEachHost('virsh', '-q', 'pool-start', 'virtfleet');
  }
  await page.getByRole('link', { name: 'Try again with its values' }).click();
  await expect.poll(() => userDataText(page)).toBe(typed);
  await expect(page.getByText('it is deleted first')).toBeVisible();
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page).toHaveTitle(/● again-01/, { timeout: 60_000 });
  await nav(page, /^VMs/).click();
  await expect(page.getByRole('row', { name: /again-01/ })).toHaveCount(1);

  await page.getByRole('row', { name: /again-01/ }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByRole('alertdialog').getByRole('textbox').fill('again-01');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /again-01/ })).toHaveCount(0, { timeout: 60_000 });
});
