import { expect, test } from '@playwright/test';
import { controlHost } from '@virtfleet/infra/simulator/control';
import { signIn, toFleet } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

test('a VM’s life in seconds; every page says that its host is simulated', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'quick-01');
  await expect(state(page)).toHaveText(/^Running/);
  await expect(page.getByText('These hosts are simulated')).toBeVisible();
  // No line to sign in by, since nobody can.
  await expect(page.getByText(/^ssh \S+@\S+$/)).toHaveCount(0);
  await expect(page.getByText('simulated: nobody can sign in')).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(state(page)).toHaveText(/^Stopped/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(state(page)).toHaveText(/^Running/);
  await deleteVm(page, 'quick-01');
});

test('a host that is cut off is said to be, with its VMs; healed, all is as it was', async ({ page, browser }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'cut-01');
  await expect(state(page)).toHaveText(/^Running/);
  const host =
    (await page
      .getByText(/^sim-\d+$/)
      .first()
      .textContent()) ?? '';
  const admin = await browser.newPage();
  await signIn(admin, 'admin');
  await toFleet(admin);
  const row = admin.getByRole('row', { name: new RegExp(`^${host} `) });
  await expect(row).toContainText('Up');
  await controlHost(host, { do: 'cut' });
  try {
    await expect(row).toContainText('Unreachable');
    await expect(state(page)).toHaveText(/^Unreachable/);
    await expect(page.getByText('is out of reach')).toBeVisible();
  } finally {
    await controlHost(host, { do: 'heal' });
  }
  await expect(row).toContainText('Up');
  await expect(state(page)).toHaveText(/^Running/);
  await admin.close();
  await deleteVm(page, 'cut-01');
});
