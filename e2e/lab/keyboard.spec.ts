import { expect, type Page, test } from '@playwright/test';
import { live, makeKey, password } from '../helpers.ts';

/** Tabs until what has the focus goes by that name; as a person without a mouse would. */
async function tabTo(page: Page, name: RegExp, limit = 60) {
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press('Tab');
    // Asked of the document, which never waits: a dialog that closes leaves nothing focused for a moment.
    const label = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null;
      return focused?.getAttribute('aria-label') ?? focused?.labels?.[0]?.textContent ?? focused?.textContent ?? '';
    });
    if (name.test(label.trim())) return;
  }
  throw new Error(`nothing called ${name} within ${limit} tabs`);
}

test('by keyboard alone: sign in, add a key, fill a VM’s form, leave it, and find it as it was', async ({ page }) => {
  const { publicKey } = await makeKey('keyboard');
  await page.goto('/');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await page.keyboard.type('tenant@virtfleet.local');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password('tenant@virtfleet.local'));
  await page.keyboard.press('Enter');
  await live(page);

  await tabTo(page, /^SSH keys/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'SSH keys' })).toBeVisible();
  await tabTo(page, /^Add key/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByLabel('Public key')).toBeFocused();
  await page.keyboard.type(publicKey);
  await page.keyboard.press('Tab');
  // The key's comment became its name.
  await expect(page.getByLabel('Name')).toHaveValue('keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('row', { name: /keyboard/ })).toBeVisible();

  await tabTo(page, /^VMs/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /^New VM/ })).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('by-keyboard');
  await tabTo(page, /^keyboard \(ed25519\)/);
  if (!(await page.getByRole('checkbox', { name: /^keyboard/ }).isChecked())) await page.keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: /^keyboard/ })).toBeChecked();

  await page.reload();
  // While the page streams in, its form stands twice in the document, once hidden.
  await expect(page.getByLabel('Name', { exact: true }).filter({ visible: true })).toHaveValue('by-keyboard');
  await expect(page.getByRole('checkbox', { name: /^keyboard/ })).toBeChecked();
  await page.getByRole('button', { name: 'Start over' }).press('Enter');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('');

  await page.goto('/');
  await tabTo(page, /^SSH keys/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Remove keyboard/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Remove keyboard' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(page.getByRole('row', { name: /keyboard/ })).toHaveCount(0);
});
