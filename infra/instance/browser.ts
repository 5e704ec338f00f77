import { type Browser, chromium, type Page } from '@playwright/test';
import { ensurePackages } from '../debian.ts';
import type { Say } from '../run.ts';
import { type Instance, passwordOf } from './instance.ts';

/** Debian's Chromium, without a window, that calls nobody but the page. */
export async function openBrowser(say: Say): Promise<Browser> {
  await ensurePackages(['chromium'], { say, signal: new AbortController().signal });
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArgs });
}

export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export type Person = 'admin' | 'tenant' | 'viewer';

/** Signs in as a person does. */
export async function signInBy(page: Page, { url, stateDir }: Pick<Instance, 'url' | 'stateDir'>, who: Person) {
  const email = `${who}@virtfleet.local`;
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(passwordOf(stateDir, email));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Account/ }).waitFor();
}
