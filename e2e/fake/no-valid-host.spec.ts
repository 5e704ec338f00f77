import { expect, test } from '@playwright/test';
import { signIn } from '../helpers.ts';
import { newVm } from './vm.ts';

test('when no host can take a VM, it is said before what each of them lacks, and nothing is made', async ({ page }) => {
  await signIn(page, 'tenant');
  await newVm(page, 'too-large');
  // 8 GiB, of which a simulated host has not all to give.
  await page.getByRole('radio', { name: /^large/ }).check({ force: true });
  const card = page.getByRole('region', { name: 'What will happen' });
  await expect(card).toContainText('No host can take this VM now');
  for (const host of ['sim-1', 'sim-12']) await expect(card.getByText(host, { exact: true })).toBeVisible();
  await expect(card).toContainText(/memory free, 8 GiB asked for/);
  const create = page.getByRole('button', { name: 'Create and start' });
  await expect(create).toHaveAttribute('aria-disabled', 'true');
  await expect(create).toHaveAccessibleDescription('No host can take this VM now');
  // One that fits: it can be had at once.
  await page.getByRole('radio', { name: /^nano/ }).check({ force: true });
  await expect(create).not.toHaveAttribute('aria-disabled', 'true');
});
