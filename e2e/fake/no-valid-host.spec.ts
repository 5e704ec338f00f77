import { expect, test } from '@playwright/test';
import { signIn } from '../helpers.ts';

test('when no host can take a VM, it is said what each of them lacks, and nothing is made', async ({ page }) => {
  await signIn(page, 'tenant');
  await page.getByRole('link', { name: 'New VM' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('too-large');
  // 8 GiB, of which a simulated host has not all to give.
  await page.getByRole('radio', { name: /^large/ }).check({ force: true });
  await page.getByRole('button', { name: 'Create and start' }).click();
  const answer = page.getByRole('main').getByRole('alert');
  await expect(answer).toContainText('No host');
  for (const host of ['sim-1', 'sim-12']) await expect(answer.getByText(host, { exact: true })).toBeVisible();
  await expect(answer).toContainText(/memory|GiB/);
  await expect(answer).toContainText('Nothing was created');
});
