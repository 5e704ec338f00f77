import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { openBrowser, signInBy } from '../instance/browser.ts';
import { scratch } from '../instance/scratch.ts';
import { choices } from '../instance/tenant.ts';
import type { Bench } from './figure.ts';
import { memoryMib } from './processes.ts';

const minuteMs = 60_000;

/**
 * What all of Virtfleet holds, the lab's hosts apart, a minute after one VM was created and deleted in a browser that still
 * looks on.
 */
export const memory: Bench = async (say) => {
  const home = scratch();
  const browser = await openBrowser(say);
  try {
    const instance = await home.start();
    try {
      // A key to log in by.
      await choices(await instance.tenant(), home.stateDir);
      const page = await browser.newPage();
      await signInBy(page, instance, 'tenant');
      await createAndDelete(page);
      say('created and deleted a VM; waiting a minute');
      await sleep(minuteMs);
      const each = Object.entries(memoryMib(instance.processes()));
      return [
        {
          name: 'memory',
          value: each.reduce((sum, [, mib]) => sum + mib, 0),
          unit: 'MiB',
          bound: 450,
          beside: each.map(([part, mib]) => `${part} ${mib.toFixed(0)}`).join(', '),
        },
      ];
    } finally {
      await instance.stop();
    }
  } finally {
    await browser.close();
    await home.remove();
  }
};

async function createAndDelete(page: Page) {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^VMs/ }).click();
  await page.getByRole('link', { name: 'New VM' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('measured');
  await page.getByRole('button', { name: 'Create and start' }).click();
  await page.getByRole('heading', { name: 'measured' }).waitFor();
  const main = page.getByRole('main');
  await main
    .getByText(/^Running/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('textbox').fill('measured');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No VMs yet').waitFor();
}
