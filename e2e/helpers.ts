import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { inside } from '@virtfleet/infra/lab/host';
import { hostDir, labStatus } from '@virtfleet/infra/lab/lab';

const run = promisify(execFile);

const stateDir = process.env.VIRTFLEET_STATE ?? '';
const labDir = join(stateDir, 'lab');

export const password = (email: string): string =>
  JSON.parse(readFileSync(join(stateDir, 'secrets/passwords.json'), 'utf8'))[email];

export async function signIn(page: Page, who: 'admin' | 'tenant' | 'viewer') {
  const email = `${who}@virtfleet.local`;
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password(email));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /^Account/ })).toBeVisible();
  await live(page);
}

/** Until the page hears what happens: then it hears keys and clicks, too. */
export const live = (page: Page) => expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeAttached();

/** A key pair of a person's own, as ssh-keygen makes it; in the state folder, which goes when the flows are over. */
export async function makeKey(comment: string): Promise<{ file: string; publicKey: string }> {
  const file = join(mkdtempSync(join(stateDir, 'e2e-key-')), 'id_ed25519');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}

/** Runs the very line that a page shows, with a key and without questions, and a command behind it. */
export async function ssh(line: string, keyFile: string, command: string): Promise<string> {
  const [program, target, ...rest] = line.split(' ');
  expect(program).toBe('ssh');
  expect(rest).toEqual([]);
  const options = ['-i', keyFile, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'LogLevel=ERROR'];
  const pinless = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const { stdout } = await run('ssh', [...options, ...pinless, target ?? '', command], { timeout: 30_000 });
  return stdout.trim();
}

/** Runs a command as root on each of the lab's hosts. */
export async function onEachHost(...argv: string[]): Promise<void> {
  for (const index of labStatus(labDir)?.up ?? []) {
    const [program = '', ...args] = inside(hostDir(labDir, index), argv);
    await run(program, args);
  }
}

/** All that is on the lab's hosts, as their own admin sees it: domains, and volumes that are no copies of images. */
export async function onHosts(): Promise<string[]> {
  const found: string[] = [];
  for (const index of labStatus(labDir)?.up ?? []) {
    const virsh = async (...words: string[]) => {
      const [program = '', ...args] = inside(hostDir(labDir, index), ['virsh', '-q', ...words]);
      const { stdout } = await run(program, args);
      return stdout.split('\n').flatMap((text) => text.trim().split(/\s+/)[0] || []);
    };
    const domains = await virsh('list', '--all', '--name');
    await virsh('pool-refresh', 'virtfleet');
    const volumes = await virsh('vol-list', 'virtfleet');
    found.push(...domains, ...volumes.filter((name) => !name.startsWith('img-')));
  }
  return found;
}

/** An admin's way from a project to the pages of the whole fleet. */
export async function toFleet(page: Page) {
  await page.getByRole('button', { name: /^Project/ }).click();
  await page.getByRole('menuitem', { name: 'Whole fleet' }).click();
  await expect(page).toHaveURL(/\/hosts$/);
}

/** A link of the navigation at the left. */
export const nav = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

/** What stands in the field for user-data, which is a textarea until its editor is there. */
export const userDataText = (page: Page): Promise<string> =>
  page
    .getByLabel('user-data')
    .evaluate((field) =>
      field instanceof HTMLTextAreaElement
        ? field.value
        : Array.from(field.querySelectorAll('.cm-line'), (line) => line.textContent).join('\n'),
    );
