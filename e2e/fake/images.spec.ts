import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { queried } from '@virtfleet/infra/instance/instance';
import { nav, signIn } from '../helpers.ts';

// Where nothing real runs nothing is built, so what a build says of itself is said here.
const title = `Built ${randomUUID().slice(0, 8)}`;
const id = randomUUID();
const url = (): string =>
  JSON.parse(readFileSync(join(process.env.VIRTFLEET_STATE ?? '', 'run.json'), 'utf8')).databaseUrl;
const told = `pg_notify('virtfleet_changes', '[{"kind":"images"}]')`;
const tell = (change: string, values: unknown[] = []) =>
  queried(url(), `UPDATE image_import SET ${change} WHERE id = '${id}' RETURNING ${told}`, values);

const row = (page: Page) => page.getByRole('row', { name: new RegExp(title) });

test.beforeAll(async () => {
  await queried(
    url(),
    `INSERT INTO image_import (id, name, title, login_user, min_disk_gib, min_memory_mib, built_from)
     VALUES ($1, $2, $3, 'debian', 2, 512, 'nothing') RETURNING ${told}`,
    [id, title.toLowerCase().replace(' ', '-'), title],
  );
});
test.afterAll(async () => {
  await queried(url(), `DELETE FROM image_import WHERE id = $1 RETURNING ${told}`, [id]);
});

test('an image that is being built shows how far it is, as it goes, and no VM starts from it yet', async ({ page }) => {
  await signIn(page, 'tenant');
  await nav(page, /^Images/).click();
  await expect(page).toHaveTitle(/^Images/);
  await expect(row(page)).toContainText('waiting to begin');
  await tell(`stage = 'setting packages up', progress = 0.428`);
  await expect(row(page)).toContainText('42 %setting packages up');
  await expect(row(page).getByRole('progressbar', { name: `Import of ${title}` })).toHaveAttribute(
    'aria-valuenow',
    '43',
  );

  await page.goto(page.url().replace('/images', '/vms/new'));
  const choice = page.getByRole('radio', { name: title });
  await expect(choice).toBeDisabled();
  await expect(choice).toHaveAccessibleName(`${title} Importing, 42 %`);
  await tell(`progress = 0.6`);
  await expect(choice).toHaveAccessibleName(`${title} Importing, 60 %`);
});

test('one that failed says why; an admin has it begin again, others see that they can’t', async ({ page, browser }) => {
  await tell(`failure = 'the disk of the machine that builds it is full'`);
  await signIn(page, 'tenant');
  await nav(page, /^Images/).click();
  await expect(
    page.getByText(`${title} was not imported: the disk of the machine that builds it is full.`),
  ).toBeVisible();
  await expect(row(page)).toContainText('Import failed');
  const again = page.getByRole('main').getByRole('button', { name: 'Try again' });
  await expect(again).toHaveAttribute('aria-disabled', 'true');

  const admin = await browser.newPage();
  await signIn(admin, 'admin');
  await admin.goto(page.url());
  await admin.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  await expect(row(admin)).toContainText('waiting to begin');
  await expect(row(page)).toContainText('waiting to begin');
  await admin.close();
});
