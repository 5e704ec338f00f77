import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { everyPage, open, pageOf, type Seen } from '../every-page.ts';
import { createVm, deleteVm, state } from './vm.ts';

const themes = ['light', 'dark'] as const;

/** What would keep someone from using the page, as axe calls it, with where it stands. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`));
}

test('no page keeps anybody out, in either theme', async ({ browser }) => {
  // Of its own context each: axe opens a second page beside.
  const newPage = async () => (await browser.newContext()).newPage();
  const tenant = await pageOf(newPage, 'tenant');
  const admin = await pageOf(newPage, 'admin');
  const nobody = await newPage();
  const pages = { tenant, admin, null: nobody };
  await createVm(tenant, 'for-all-01');
  await expect(state(tenant)).toHaveText(/^Running/);
  const vmPath = new URL(tenant.url()).pathname;
  const seen = await whatThereIs(tenant, admin);
  const found: string[] = [];
  for (const { name, who, path } of everyPage) {
    const page = pages[who ?? 'null'];
    await open(page, path(seen));
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await barriers(page)).map((barrier) => `${name}, ${colorScheme}: ${barrier}`));
    }
  }
  expect(found).toEqual([]);
  await tenant.goto(vmPath);
  await deleteVm(tenant, 'for-all-01');
  for (const page of [tenant, admin, nobody]) await page.context().close();
});

/** From the addresses that links lead to: a VM's page is open. */
async function whatThereIs(tenant: Page, admin: Page): Promise<Seen> {
  const [, , project = '', , vmId = ''] = new URL(tenant.url()).pathname.split('/');
  await tenant.goto(`/projects/${project}/operations`);
  await tenant.getByRole('row').getByRole('link').first().waitFor();
  const operation = await tenant.getByRole('row').getByRole('link').first().getAttribute('href');
  await admin.goto('/users');
  await admin.getByRole('row').getByRole('link').first().waitFor();
  const user = await admin.getByRole('row').getByRole('link').first().getAttribute('href');
  const last = (href: string | null) => href?.split('/').at(-1) ?? '';
  return { project, vmId, operationId: last(operation), userId: last(user) };
}
