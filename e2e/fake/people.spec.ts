import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../helpers.ts';
import { asAdmin, choosePassword, newcomer, projectId, signInAs, someone } from './people.ts';

/** The button that makes a VM, which a viewer sees and can't use. */
const newVm = (page: Page) => page.getByRole('main').getByText('New VM').first();

async function press(page: Page, ...keys: string[]) {
  for (const key of keys) await page.keyboard.press(key);
}

test('by keyboard: an admin makes a user, who must choose a password, and then sees a project and can’t touch it', async ({
  page,
  browser,
}) => {
  const email = someone('ada');
  await signIn(page, 'admin');
  await page.goto('/users');
  await page.getByRole('button', { name: 'New user' }).focus();
  await press(page, 'Enter');
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Ada Lovelace');
  await press(page, 'Tab');
  await page.keyboard.type(email);
  await press(page, 'Tab');
  await expect(page.getByRole('radio', { name: /^User/ })).toBeFocused();
  await page.getByRole('checkbox', { name: 'demo' }).focus();
  await press(page, 'Space', 'Tab');
  await expect(page.getByRole('radio', { name: /^Member/ })).toBeFocused();
  await press(page, 'ArrowLeft', 'Enter');
  const dialog = page.getByRole('dialog', { name: 'Ada Lovelace has an account' });
  const oneTime = (await dialog.locator('code').textContent()) ?? '';
  expect(oneTime).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
  // What can be read only once is not lost by a stray key.
  await press(page, 'Escape');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await press(page, 'Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: new RegExp(email) })).toContainText('One-time password');

  const ada = await browser.newPage();
  await ada.goto('/projects/demo/vms');
  await ada.getByLabel('E-mail').fill(email);
  await ada.getByLabel('Password').fill(oneTime);
  await press(ada, 'Enter');
  // Whatever she asks for, this comes first; in the API too.
  await expect(ada.getByRole('heading', { name: 'A password of your own' })).toBeVisible();
  expect((await ada.request.get('/api/trpc/me.get')).status()).toBe(403);
  await ada.goto('/account');
  await expect(ada.getByLabel('One-time password')).toBeFocused();
  await ada.keyboard.type(oneTime);
  await press(ada, 'Tab');
  await ada.keyboard.type('too short');
  await press(ada, 'Tab');
  await expect(ada.getByText('At least 12 characters')).toBeVisible();
  await ada.getByLabel('New password').fill('four words do well');
  await ada.getByLabel('Once more').fill('four words do well');
  await press(ada, 'Enter');
  await expect(ada.getByRole('heading', { name: 'Your account' })).toBeVisible();

  await ada.goto('/projects/demo/vms');
  await expect(newVm(ada)).toBeVisible();
  await ada.goto('/projects/demo/members');
  const add = ada.getByRole('button', { name: 'Add member' });
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await expect(ada.getByRole('button', { name: 'Remove Tenant' })).toHaveAttribute('aria-disabled', 'true');
  // Nor past the page.
  const demo = await projectId(ada, 'demo');
  const past = await ada.request.post('/api/trpc/members.add', {
    data: { json: { projectId: demo, email, role: 'owner' } },
  });
  expect(past.status()).toBe(403);
  expect((await ada.request.get('/api/trpc/users.list')).status()).toBe(404);
  await ada.close();
});

test('an owner adds someone, makes them a member and takes them out: their open page follows', async ({
  page,
  browser,
}) => {
  const admin = await browser.newPage();
  await signIn(admin, 'admin');
  const bob = await browser.newPage();
  const { email } = await newcomer(admin, bob, 'Bob', 'viewer');
  await bob.goto('/projects/demo/keys');
  const addKey = bob.getByRole('button', { name: 'Add key' }).first();
  await expect(addKey).toHaveAttribute('aria-disabled', 'true');

  await signIn(page, 'tenant');
  await page.goto('/projects/demo/members');
  const row = page.getByRole('row', { name: new RegExp(email) });
  await row.getByRole('button', { name: 'Role of Bob: Viewer' }).click();
  await page.getByRole('menuitemradio', { name: /^Member/ }).click();
  // Nobody reloads it.
  await expect(addKey).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Remove Bob' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
  await expect(bob.getByText('There is nothing here')).toBeVisible();

  await page.getByRole('button', { name: 'Add member' }).click();
  await page.getByLabel('E-mail').fill(someone('nobody'));
  await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
  await expect(page.getByText(/^Nobody has an account as/)).toBeVisible();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('radio', { name: /^Viewer/ }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
  await expect(row).toBeVisible();
  await expect(addKey).toBeVisible();
  // The only owner stays, and it is said why.
  const own = page.getByRole('row', { name: /tenant@/ });
  await expect(own.getByRole('button', { name: 'Remove Tenant' })).toHaveAttribute('aria-disabled', 'true');
  await Promise.all([admin.close(), bob.close()]);
});

test('sessions: one is ended from another, a changed password ends the rest, and an admin’s word ends all', async ({
  page,
  browser,
}) => {
  await signIn(page, 'admin');
  const here = await browser.newPage();
  const { userId, email, password } = await newcomer(page, here, 'Cleo', 'viewer');
  const there = await (await browser.newContext()).newPage();
  const ended = (on: Page) => on.getByText('Your session has ended');
  await signInAs(there, email, password);
  await expect(there.getByRole('button', { name: 'Account: Cleo' })).toBeVisible();

  await here.goto('/account');
  const sessions = here.getByRole('table', { name: 'Sessions' }).getByRole('row');
  await expect(sessions).toHaveCount(3);
  await here.getByRole('button', { name: /^End the session/ }).click();
  await expect(sessions).toHaveCount(2);
  await expect(ended(there)).toBeVisible();

  await there.getByRole('link', { name: 'Sign in' }).click();
  await signInAs(there, email, password);
  await expect(there.getByRole('button', { name: 'Account: Cleo' })).toBeVisible();
  // The new one appears by itself.
  await expect(sessions).toHaveCount(3);
  await here.getByLabel('Current password').fill('not my password');
  await here.getByLabel('New password').fill('another four words');
  await here.getByLabel('Once more').fill('another four words');
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByText('This is not your password')).toBeVisible();
  await here.getByLabel('Current password').fill(password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByText('Your password is changed').first()).toBeVisible();
  await expect(ended(there)).toBeVisible();
  await expect(ended(here)).toHaveCount(0);

  await page.goto(`/users/${userId}`);
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
  await expect(ended(here)).toBeVisible();
  await signInAs(here, email, 'another four words');
  await expect(here.getByText('E-mail or password is wrong')).toBeVisible();

  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(page.getByText('Enabled', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Reset password' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
  const oneTime = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
  await page.getByRole('button', { name: 'Done' }).click();
  await signInAs(here, email, oneTime);
  await choosePassword(here, oneTime, 'the last four words');
  await expect(here.getByRole('button', { name: 'Account: Cleo' })).toBeVisible();
  await Promise.all([here.close(), there.close()]);
});

test('a project is made, put away and brought back; an empty one goes once its name is typed; nobody is locked out', async ({
  page,
}) => {
  const name = `shop-${Date.now().toString(36)}`;
  await signIn(page, 'admin');
  await page.goto('/projects');
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByLabel('Name', { exact: true }).fill('demo');
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByText('There is a project "demo" already')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^First owner/).fill('tenant@virtfleet.local');
  await page.getByRole('button', { name: 'Create project' }).click();
  const row = page.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row).toContainText('Tenant');

  const act = async (action: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await act('Archive…');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click();
  await expect(row).toContainText('archived');
  expect((await page.goto(`/projects/${name}/vms`))?.status()).toBe(404);
  await page.goto('/projects');
  await act('Restore');
  await expect(row).not.toContainText('archived');
  await act('Delete…');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('textbox').fill('another');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('This is not its name')).toBeVisible();
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);

  const me = (await (await page.request.get('/api/trpc/me.get')).json()).result.data.json;
  await page.goto(`/users/${me.id}`);
  for (const button of ['Disable', 'No longer admin', 'Reset password'])
    await expect(page.getByRole('button', { name: button })).toHaveAttribute('aria-disabled', 'true');
  const past = await page.request.post('/api/trpc/users.setDisabled', {
    data: { json: { userId: me.id, disabled: true } },
  });
  expect(past.status()).toBe(409);
  await expect(asAdmin(page, 'users.setAdmin', { userId: me.id, isAdmin: false })).rejects.toThrow('last admin');
});
