// Makes the pictures of the docs anew, from an installation that runs: `node e2e/screenshots.ts URL EMAIL PASSWORD`.
// It needs a VM that runs and was created without a failure; `npm run passwords` shows who may look.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';

const [url, email, password] = process.argv.slice(2);
if (!url || !email || !password) throw new Error('As in: node e2e/screenshots.ts http://127.0.0.1:3000 EMAIL PASSWORD');

const file = join(import.meta.dirname, '../docs/images/vm.png');

/** A VM's page, with the commands of one step unfolded. */
async function showVm(page: Page): Promise<void> {
  await page.goto(url ?? '');
  await page.getByLabel('E-mail').fill(email ?? '');
  await page.getByLabel('Password').fill(password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('row', { name: /Running/ })
    .first()
    .getByRole('link')
    .click();
  await page.getByRole('heading', { name: 'Create', exact: true }).waitFor();
  await page.getByText('Start domain').click();
  await page.getByText('virsh').filter({ visible: true }).first().waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.mouse.move(0, 0);
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await showVm(page);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  console.log(`${file}, ${Math.round(statSync(file).size / 1024)} KiB`);
} finally {
  await browser.close();
}
