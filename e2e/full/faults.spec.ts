import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cutHost, fastHost, healHost, slowHost } from '@virtfleet/infra/lab/faults';
import type { Run } from '@virtfleet/infra/state';
import { nav, onHosts, signIn } from '../helpers.ts';

const stateDir = process.env.VIRTFLEET_STATE ?? '';
const labDir = join(stateDir, 'lab');
const hosts = [1, 2];

test.beforeEach(async ({ page }) => {
  // So slow that there is time to break something in the middle.
  for (const host of hosts) await slowHost(labDir, host, 256);
  await signIn(page, 'tenant');
});
test.afterEach(async () => {
  for (const host of hosts) {
    await healHost(labDir, host);
    await fastHost(labDir, host);
  }
});

test('a host is cut off in the middle of a create: the page says so, and healed the create ends by itself', async ({
  page,
}) => {
  await create(page, 'cut-off');
  await expect(step(page, 'Write seed')).toContainText('Under way: ');
  const host = Number(
    (
      await page
        .getByText(/^lab-\d$/)
        .first()
        .textContent()
    )?.slice('lab-'.length),
  );

  await cutHost(labDir, host);
  await expect(
    page
      .getByRole('main')
      .getByText(/^host silent/)
      .first(),
  ).toBeVisible({ timeout: 60_000 });
  await expect(
    page
      .getByRole('main')
      .getByText(/^Creating/)
      .first(),
  ).toBeVisible();
  await expect(step(page, 'Write seed')).toContainText('Under way: ');

  await fastHost(labDir, host);
  await healHost(labDir, host);
  await expect(step(page, 'Mark active')).toContainText('Done: ', { timeout: 60_000 });
  await expect(
    page
      .getByRole('main')
      .getByText(/^Running/)
      .first(),
  ).toBeVisible();
  await expect(page.getByText(/host silent/)).toHaveCount(0);
  await remove(page, 'cut-off');
});

test('the worker is killed in the middle of a create: another goes on with it, and the page follows', async ({
  page,
}) => {
  await create(page, 'worker-killed');
  await expect(step(page, 'Write seed')).toContainText('Under way: ');
  const { children }: Run = JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8'));
  process.kill(children.worker?.pid ?? 0, 'SIGKILL');
  for (const host of hosts) await fastHost(labDir, host);
  // Begun again by the one who took it over.
  await expect(step(page, 'Write seed')).toContainText('attempt 2', { timeout: 30_000 });
  await expect(step(page, 'Mark active')).toContainText('Done: ', { timeout: 60_000 });
  await expect(
    page
      .getByRole('main')
      .getByText(/^Running/)
      .first(),
  ).toBeVisible();
  await remove(page, 'worker-killed');
});

async function create(page: Page, name: string) {
  await nav(page, /^VMs/).click();
  await page.getByRole('link', { name: 'New VM' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create and start' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

/** Deletes it, and looks past Virtfleet whether anything stayed. */
async function remove(page: Page, name: string) {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByRole('alertdialog').getByRole('textbox').fill(name);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No VMs yet')).toBeVisible({ timeout: 60_000 });
  expect(await onHosts()).toEqual([]);
}

const step = (page: Page, title: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: title });
