import { expect, type Page } from '@playwright/test';
import { nav } from '../helpers.ts';

/** The form for a new VM, with a name. */
export async function newVm(page: Page, name: string) {
  await nav(page, /^VMs/).click();
  await page.getByRole('link', { name: 'New VM' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
}

export async function createVm(page: Page, name: string) {
  await newVm(page, name);
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

/** What holds a disk asks for its name first; `empty`: it never came to be. */
export async function deleteVm(page: Page, name: string, { empty = false } = {}) {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  const dialog = page.getByRole('alertdialog');
  if (!empty) await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'VMs', exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(name) })).toHaveCount(0);
}

/** The VM's state, beside its name at the top. */
export const state = (page: Page) =>
  page
    .getByRole('main')
    .getByText(/^(Running|Stopped|Starting|Stopping|Creating|Crashed|Failed|Unreachable|Missing)/)
    .first();
