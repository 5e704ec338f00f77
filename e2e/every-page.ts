import { expect, type Page } from '@playwright/test';
import { signIn } from './helpers.ts';

/** What there is to see: a VM that ran, and an operation. */
export type Seen = { project: string; vmId: string; operationId: string; userId: string };

/** Every page, with who looks at it; what stands behind a tab is a page too. */
export const everyPage: readonly { name: string; who: 'admin' | 'tenant' | null; path: (seen: Seen) => string }[] = [
  { name: 'sign-in', who: null, path: () => '/signin' },
  ...[
    ['overview', ''],
    ['vms', '/vms'],
    ['new-vm', '/vms/new'],
    ['requests', '/requests'],
    ['operations', '/operations'],
    ['images', '/images'],
    ['keys', '/keys'],
    ['members', '/members'],
    ['quota', '/quota'],
  ].map(([name = '', below = '']) => ({
    name,
    who: 'tenant' as const,
    path: ({ project }: Seen) => `/projects/${project}${below}`,
  })),
  ...['overview', 'metrics', 'operations', 'settings'].map((tab) => ({
    name: `vm-${tab}`,
    who: 'tenant' as const,
    path: ({ project, vmId }: Seen) => `/projects/${project}/vms/${vmId}?tab=${tab}`,
  })),
  {
    name: 'operation',
    who: 'tenant',
    path: ({ project, operationId }) => `/projects/${project}/operations/${operationId}`,
  },
  { name: 'account', who: 'tenant', path: () => '/account' },
  { name: 'not-found', who: 'tenant', path: () => '/nowhere' },
  ...['hosts', 'operations', 'requests', 'projects', 'users'].map((name) => ({
    name: `fleet-${name}`,
    who: 'admin' as const,
    path: () => `/${name}`,
  })),
  { name: 'user', who: 'admin', path: ({ userId }) => `/users/${userId}` },
];

/** Opens it, and waits until what it asks for is there. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** A browser's page in which that person is signed in; null: nobody. */
export async function pageOf(newPage: () => Promise<Page>, who: 'admin' | 'tenant' | null): Promise<Page> {
  const page = await newPage();
  if (who !== null) await signIn(page, who);
  return page;
}
