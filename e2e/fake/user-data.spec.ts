import { expect, type Page, test } from '@playwright/test';
import { signIn, userDataText } from '../helpers.ts';

/** The form for a new VM, its editor in place of the textarea. */
async function openEditor(page: Page) {
  await signIn(page, 'tenant');
  await page.waitForURL(/\/projects\/demo/);
  await page.goto('/projects/demo/vms/new');
  await page.getByLabel('Login name').scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 2000);
  await expect(page.locator('.cm-content')).toBeVisible();
  return page.getByLabel('user-data');
}

test('what is wrong in user-data is told with its line, and a create goes out when it is right', async ({ page }) => {
  const userData = await openEditor(page);
  await page.getByLabel('Name', { exact: true }).fill('typed-01');
  await userData.fill('#cloud-config\npackage_update: maybe\npakages: [nginx]\n');
  await expect(page.getByText('"package_update" must be true or false')).toBeVisible();
  await expect(page.getByText('cloud-init has no key "pakages"; did you mean "packages"?')).toBeVisible();
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(userData).toBeFocused();
  await expect(userData).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL(/\/vms\/new/);

  await page.getByRole('button', { name: 'Line 2' }).click();
  await expect(userData).toBeFocused();
  await page.keyboard.type('true');
  await expect(page.getByText('"package_update" must be true or false')).toBeHidden();
  expect(await userDataText(page)).toContain('package_update: true');
  await expect(page.getByText(/Valid by cloud-init/)).toBeVisible();
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByRole('heading', { name: 'typed-01' })).toBeVisible();
});

test('a script is refused with its reason, and wrapped by one click; an example comes beside it', async ({ page }) => {
  const userData = await openEditor(page);
  await userData.fill('#!/bin/sh\necho hello\n');
  await expect(page.getByText(/A script is not taken as it is/)).toBeVisible();
  await page.getByRole('button', { name: 'Wrap this script as cloud-config' }).click();
  await expect.poll(() => userDataText(page)).toMatch(/^#cloud-config\n.*write_files:[\s\S]*#!\/bin\/sh[\s\S]*runcmd:/);
  await expect(page.getByText(/Valid by cloud-init/)).toBeVisible();

  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /Time and updates/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add to mine' }).click();
  await expect.poll(() => userDataText(page)).toMatch(/runcmd:[\s\S]*timezone: Europe\/Berlin/);
  await userData.focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => userDataText(page)).not.toContain('timezone');
});

test('keys and values are completed, and the keyboard gets in and out', async ({ page }) => {
  const userData = await openEditor(page);
  await page.getByLabel('Login name').focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Examples' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(userData).toBeFocused();
  // Who only passes by is let through.
  await page.keyboard.press('Tab');
  await expect(userData).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(userData).toBeFocused();

  await page.keyboard.type('#c');
  await page.getByRole('option', { name: /#cloud-config/ }).click();
  await page.keyboard.type('package_u');
  const option = page.getByRole('option', { name: /package_update/ });
  await expect(option).toHaveAttribute('aria-selected', 'true');
  // The list takes no keys in its first 75 ms, lest who types on accepts what just came (CodeMirror's interactionDelay).
  const shown = await page.evaluate(() => performance.now());
  await page.waitForFunction((from) => performance.now() > from + 100, shown);
  await page.keyboard.press('Enter');
  await expect.poll(() => userDataText(page)).toContain('package_update: ');
  await page.keyboard.type('true\npackages:\nnginx\nhtop');
  await expect.poll(() => userDataText(page)).toContain('packages:\n  nginx');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(userData).not.toBeFocused();
});
