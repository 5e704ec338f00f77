import { expect, type Page, test } from '@playwright/test';
import { makeKey, nav, onHosts, signIn, ssh } from '../helpers.ts';

const userData = `#cloud-config
write_files:
  - path: /etc/from-user-data
    content: "it was read\\n"
`;

test('a VM’s life: key, create, each step live, SSH, stop, start, delete, nothing left', async ({ page }) => {
  const key = await makeKey('e2e');
  await signIn(page, 'tenant');

  await test.step('add a key', async () => {
    await nav(page, /^SSH keys/).click();
    await page.getByRole('button', { name: 'Add key' }).first().click();
    await page.getByLabel('Public key').fill(key.publicKey);
    // The key's comment becomes its name.
    await page.getByLabel('Name').focus();
    await expect(page.getByLabel('Name')).toHaveValue('e2e');
    await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
    await expect(page.getByRole('row', { name: /e2e/ })).toBeVisible();
  });

  await test.step('create', async () => {
    await nav(page, /^VMs/).click();
    await page.getByRole('link', { name: 'New VM' }).click();
    await page.getByLabel('Name', { exact: true }).fill('web-01');
    await choose(page, 'e2e (ed25519)');
    await page.getByLabel('user-data').fill(userData);
    await expect(page.getByText(/Valid by cloud-init/)).toBeVisible();
    // Two clicks make one VM.
    await page.getByRole('button', { name: 'Create and start' }).dblclick();
  });

  await test.step('each step is seen as it happens', async () => {
    await expect(page.getByRole('heading', { name: 'web-01' })).toBeVisible();
    for (const step of ['Ensure image', 'Create volumes', 'Write seed', 'Define domain', 'Start domain', 'Mark active'])
      await expect(
        page
          .getByRole('main')
          .getByRole('listitem')
          .filter({ hasText: `Done: ${step}` }),
      ).toHaveCount(1);
    await expect(state(page)).toHaveText(/^Running/);
    await expect(page).toHaveTitle(/● web-01/);
    await page.getByText('Define domain').click();
    await expect(page.getByText(/virsh .*define/).first()).toBeVisible();
  });

  const line = (await page.getByText(/^ssh \S+@\S+$/).textContent()) ?? '';
  await test.step('log in with the line shown', async () => {
    await expect(async () => expect(await ssh(line, key.file, 'hostname')).toBe('web-01')).toPass({ timeout: 200_000 });
    await expect(async () => expect(await ssh(line, key.file, 'cat /etc/from-user-data')).toBe('it was read')).toPass({
      timeout: 60_000,
    });
  });

  await test.step('the list shows one VM', async () => {
    await nav(page, /^VMs/).click();
    await expect(page.getByRole('row', { name: /web-01.*Running/ })).toHaveCount(1);
    await page.getByRole('link', { name: 'web-01' }).click();
  });

  await test.step('stop asks the guest, start brings it back', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(state(page)).toHaveText(/^Stopped/, { timeout: 150_000 });
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(state(page)).toHaveText(/^Running/, { timeout: 60_000 });
    await expect(async () => expect(await ssh(line, key.file, 'cat /etc/from-user-data')).toBe('it was read')).toPass({
      timeout: 200_000,
    });
  });

  await test.step('what its owner does inside is seen', async () => {
    await ssh(line, key.file, 'sudo poweroff').catch(() => {});
    await expect(state(page)).toHaveText(/^Stopped/, { timeout: 60_000 });
  });

  await test.step('delete, by its name', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await page.keyboard.type('web-02');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('This is not its name')).toBeVisible();
    await dialog.getByRole('textbox').fill('web-01');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('No VMs yet')).toBeVisible({ timeout: 60_000 });
    expect(await onHosts()).toEqual([]);
  });
});

/** The VM's state, beside its name at the top. */
const state = (page: Page) =>
  page
    .getByRole('main')
    .getByText(/^(Running|Stopped|Starting|Stopping|Creating|Crashed|Failed)/)
    .first();

const choose = async (page: Page, name: string) => {
  const chip = page.getByRole('checkbox', { name });
  if (!(await chip.isChecked())) await chip.check({ force: true });
};
