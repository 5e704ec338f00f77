import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { nav, signIn } from '../helpers.ts';
import { createVm } from './vm.ts';

const names = ['list-a', 'list-b', 'list-c'];
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const field = (page: Page) => page.getByRole('combobox', { name: 'Search VMs' });

/** All that is made here is found by it, whatever else there is. */
const ours = 'list-';

test('a list by keyboard: searched, saved, selected, stopped together, downloaded', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, 'tenant');
  for (const name of names) {
    await createVm(page, name);
    await expect(page.getByText(/^Running/).first()).toBeVisible();
  }
  await nav(page, /^VMs/).click();

  await test.step('the field completes, says what is wrong at its place, and stands in the address', async () => {
    await expect(link(page, 'list-a')).toBeVisible();
    await page.keyboard.press('/');
    await expect(field(page)).toBeFocused();
    await page.keyboard.type('sta');
    await expect(page.getByRole('option', { name: /^state:/ }).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(field(page)).toHaveValue('state:');
    await page.keyboard.type('runing');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Did you mean running?')).toBeVisible();
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
    await field(page).fill(`state:running ${ours}`);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/q=state%3Arunning/);
    await expect(page.getByText(/^3 of [\d,]+ match$/)).toBeVisible();
    await page.reload();
    await expect(field(page)).toHaveValue(`state:running ${ours}`);
    await expect(link(page, 'list-c')).toBeVisible();
  });

  await test.step('a search is kept beside the field', async () => {
    await page.getByRole('button', { name: '+ Save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ours');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const chip = page.getByRole('button', { name: 'Ours', exact: true });
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await chip.click();
    await expect(field(page)).toHaveValue('');
    await page.goBack();
    await expect(field(page)).toHaveValue(`state:running ${ours}`);
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('all of it is downloaded, as it is filtered', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const lines = readFileSync(await (await downloading).path(), 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^Name,State,Size,Address/);
    expect(lines.slice(1, 4).map((line) => line.split(',')[0])).toEqual([...names].reverse());
    expect(lines.slice(4)).toEqual(['']);
  });

  await test.step('rows are selected by x; one that is stopped already is left, and says why', async () => {
    await field(page).fill(ours);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(link(page, 'list-c')).toBeVisible();
    await page.keyboard.press('j');
    await expect(link(page, 'list-c')).toBeFocused();
    await page.keyboard.press('x');
    await expect(page.getByText('1 selected')).toBeVisible();
    await bulk(page, 'Stop');
    await expect(page.getByText('1 of 1 done.')).toBeVisible();
    await expect(page.getByRole('row', { name: /list-c/ })).toContainText('Stopped');
    // Select all that there are of it: two run, and one is stopped.
    await page.getByRole('checkbox', { name: 'Select all VMs' }).check();
    await expect(page.getByText('3 selected')).toBeVisible();
    await bulk(page, 'Stop');
    const panel = page.getByRole('region', { name: 'Stop 3 VMs' });
    await expect(panel.getByText('2 of 3 done, 1 left as it was.')).toBeVisible();
    await expect(panel.getByText('It is not running')).toBeVisible();
    for (const name of names) await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('Stopped');
  });

  await test.step('its operations are found, and each VM is deleted once the number is typed', async () => {
    await page.getByRole('link', { name: 'All its operations' }).click();
    await expect(page.getByRole('link', { name: /^Stop list-/ })).toHaveCount(2);
    await page.getByRole('region', { name: 'Stop 3 VMs' }).getByRole('button', { name: 'Close' }).click();
    await nav(page, /^VMs/).click();
    await page.getByRole('button', { name: 'Ours', exact: true }).click();
    await expect(page.getByText('No VM matches')).toBeVisible();
    await field(page).fill(ours);
    await page.keyboard.press('Enter');
    await expect(link(page, 'list-a')).toBeVisible();
    await page.getByRole('checkbox', { name: 'Select all VMs' }).check();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    const dialog = page.getByRole('alertdialog');
    for (const name of names) await expect(dialog.getByText(name)).toBeVisible();
    await dialog.getByRole('textbox').fill('3 VMs');
    await dialog.getByRole('button', { name: 'Delete 3 VMs' }).click();
    await expect(page.getByText('3 of 3 done.')).toBeVisible();
    // Whether the list says that nothing matches, or that there is nothing, is up to what others have there.
    for (const name of names) await expect(link(page, name)).toHaveCount(0);
  });
});

async function bulk(page: Page, verb: string) {
  await page.getByRole('button', { name: `${verb}…`, exact: true }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: new RegExp(`^${verb} \\d`) })
    .click();
}

test('columns are chosen, and this browser remembers them; a head sorts', async ({ page }) => {
  await signIn(page, 'tenant');
  await createVm(page, 'sorted-a');
  await nav(page, /^VMs/).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Host' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Host' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Host' })).toBeVisible();
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await field(page).fill('sorted-');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await link(page, 'sorted-a').click();
  await expect(page.getByRole('heading', { name: 'sorted-a' })).toBeVisible();
  await page.goBack();
  await expect(field(page)).toHaveValue('sorted-');
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
});

test('an admin sees the operations of every project', async ({ page }) => {
  await signIn(page, 'admin');
  await page.goto('/operations?q=-status:failed');
  await expect(page.getByRole('heading', { name: 'Operations' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Project' })).toBeVisible();
});
