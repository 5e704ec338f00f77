import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../helpers.ts';
import { deleteVm, newVm, state } from './vm.ts';

/** Of disk alone, so that flows beside this one notice nothing. */
async function limitDisk(admin: Page, gib: number) {
  await admin.getByLabel('Disk in GiB').fill(String(gib));
  await admin.getByRole('button', { name: 'Set limits' }).click();
  await expect(admin.getByText('demo has its new limits').first()).toBeVisible();
}

test('beyond the quota it is said what is left; an admin gives more, and the same form goes through', async ({
  page,
  browser,
}) => {
  const admin = await browser.newPage();
  await Promise.all([signIn(page, 'tenant'), signIn(admin, 'admin')]);
  await newVm(page, 'quota-01');
  await page.getByRole('textbox', { name: 'Disk' }).fill('600');
  const refusal = page
    .getByRole('main')
    .getByText(/quota has no room.*\d+ of 500 GiB of disk left, 600 asked for/)
    .filter({ visible: true });
  await expect(refusal.first()).toBeVisible();
  const create = page.getByRole('button', { name: 'Create and start' });
  await expect(create).toHaveAttribute('aria-disabled', 'true');

  await admin.goto('/projects/demo/quota');
  await limitDisk(admin, 2_000);
  try {
    // Nobody reloads it: the page hears of the new limit.
    await expect(refusal).toHaveCount(0);
    await create.click();
    await expect(page.getByRole('heading', { name: 'quota-01' })).toBeVisible();
    await expect(state(page)).toHaveText(/^Running/);
    await deleteVm(page, 'quota-01');
  } finally {
    await limitDisk(admin, 500);
  }
  await admin.close();
});
