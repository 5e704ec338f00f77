import { expect, type Page } from '@playwright/test';

/** Sets what only admins may, by the API, as their page would. */
export async function asAdmin(admin: Page, procedure: string, input: unknown): Promise<Record<string, string>> {
  const answer = await admin.request.post(`/api/trpc/${procedure}`, { data: { json: input } });
  expect(answer.ok(), `${procedure}: ${await answer.text()}`).toBe(true);
  return (await answer.json()).result.data.json;
}

/** The id of a project that this page's person sees. */
export async function projectId(page: Page, name: string): Promise<string> {
  const answer = await page.request.get('/api/trpc/me.get');
  const { projects } = (await answer.json()).result.data.json;
  return projects.find((project: { name: string }) => project.name === name).id;
}

export async function signInAs(page: Page, email: string, password: string) {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** On the page that asks for it, after signing in with a one-time password. */
export async function choosePassword(page: Page, oneTime: string, own: string) {
  await expect(page.getByRole('heading', { name: 'A password of your own' })).toBeVisible();
  await page.getByLabel('One-time password').fill(oneTime);
  await page.getByLabel('New password').fill(own);
  await page.getByLabel('Once more').fill(own);
  await page.getByRole('button', { name: 'Set it and go on' }).click();
}

let last = 0;
/** An address that no other flow uses. */
export const someone = (name: string) => `${name}-${Date.now().toString(36)}${last++}@example.org`;

export type Person = { userId: string; email: string; password: string };

/** Someone with a role in the project demo and a password of their own, signed in on that page. */
export async function newcomer(admin: Page, page: Page, name: string, role: 'viewer' | 'member'): Promise<Person> {
  const email = someone(name.toLowerCase());
  const memberships = [{ projectId: await projectId(admin, 'demo'), role }];
  const { userId = '', password: oneTime = '' } = await asAdmin(admin, 'users.create', { name, email, memberships });
  const password = 'four words do well';
  await signInAs(page, email, oneTime);
  await choosePassword(page, oneTime, password);
  await expect(page.getByRole('button', { name: `Account: ${name}` })).toBeVisible();
  return { userId, email, password };
}
