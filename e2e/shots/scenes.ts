import type { Page } from '@playwright/test';
import { everyPage } from '../every-page.ts';
import type { Shown } from './content.ts';

export type Size = 'wide' | 'phone';
export type Scene = {
  name: string;
  who: 'admin' | 'tenant' | null;
  path: (shown: Shown) => string;
  /** What is done on the page before it is looked at. */
  act?: (page: Page) => Promise<void>;
  /** What is seen on one size only. */
  only?: Size;
};

/** In the project demo, as its owner. */
const inProject = (name: string, below: string, act?: Scene['act'], only?: Size): Scene => ({
  name,
  who: 'tenant',
  path: ({ project }) => `/projects/${project}${below}`,
  ...(act && { act }),
  ...(only && { only }),
});

/** Three VMs, as the form's live plan tells of them. */
const newVm = async (page: Page) => {
  await page.getByLabel('Name', { exact: true }).fill('api-{01..03}');
  await page.getByRole('region', { name: 'What will happen' }).getByText('3 VMs of').waitFor({ state: 'attached' });
};

/** Beside the pages themselves: what opens on them, what is empty, and what failed. */
const moments: Scene[] = [
  inProject('vms-searched', '/vms?q=state:running%20tag:prod', (page) =>
    page.getByRole('row', { name: /web-01/ }).waitFor(),
  ),
  inProject('vms-selected', '/vms', async (page) => {
    for (const name of [/web-02/, /web-03/]) await page.getByRole('row', { name }).getByRole('checkbox').click();
  }),
  inProject('new-vm-several', '/vms/new', newVm),
  inProject(
    'plan',
    '/vms/new',
    async (page) => {
      await newVm(page);
      await page.getByRole('button', { name: 'Show plan' }).click();
      await page
        .getByRole('dialog')
        .getByRole('row', { name: /api-01/ })
        .waitFor();
    },
    'wide',
  ),
  inProject('palette', '', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to or do anything' }).fill('web-01 st');
    await page.getByRole('option', { name: /Stop/ }).first().waitFor();
  }),
  inProject(
    'shortcuts',
    '',
    async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
    'wide',
  ),
  inProject('operations-panel', '/vms', async (page) => {
    await page.getByRole('region', { name: 'Operations' }).getByRole('button', { name: 'Operations' }).click();
  }),
  inProject('notifications', '/vms', async (page) => {
    await page.getByRole('button', { name: /^Notifications/ }).click();
  }),
  inProject(
    'nav-sheet',
    '/vms',
    async (page) => {
      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      await page.getByRole('dialog', { name: 'Menu' }).waitFor();
    },
    'phone',
  ),
  inProject('add-key', '/keys', async (page) => {
    await page.getByRole('button', { name: 'Add key' }).first().click();
    await page.getByRole('dialog').waitFor();
  }),
  {
    name: 'delete',
    who: 'tenant',
    path: ({ project, vmId }) => `/projects/${project}/vms/${vmId}?tab=settings`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'vm-failed',
    who: 'tenant',
    path: ({ project, failedVmId }) => `/projects/${project}/vms/${failedVmId}`,
  },
  {
    name: 'new-vm-again',
    who: 'tenant',
    path: ({ project, failedVmId }) => `/projects/${project}/vms/new?like=${failedVmId}`,
  },
  {
    name: 'request',
    who: 'tenant',
    path: ({ project, requestId }) => `/projects/${project}/requests/${requestId}`,
  },
  {
    name: 'fleet-request',
    who: 'admin',
    path: ({ requestId }) => `/requests/${requestId}`,
  },
  ...['', '/vms', '/operations', '/keys', '/requests'].map((below) => ({
    name: `empty${below.replace('/', '-') || '-overview'}`,
    who: 'tenant' as const,
    path: ({ empty }: Shown) => `/projects/${empty}${below}`,
  })),
];

export const scenes: readonly Scene[] = [...everyPage, ...moments];
