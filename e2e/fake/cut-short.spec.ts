import { expect, test } from '@playwright/test';
import { controlHost } from '@virtfleet/infra/simulator/control';
import { signIn } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

/** Where the VM will be is not known before: each of them. */
const onEveryHost = (control: Parameters<typeof controlHost>[1]) =>
  Promise.all(Array.from({ length: 12 }, (_, n) => controlHost(`sim-${n + 1}`, control)));

test('a create under way is cancelled: what was made of it is taken away, and the page says so', async ({ page }) => {
  await signIn(page, 'tenant');
  for (const on of ['vol-create', 'vol-upload', 'define', 'start'])
    await onEveryHost({ do: 'delay', on, ms: 2_000, times: 20 });
  try {
    await createVm(page, 'cancel-01');
    const main = page.getByRole('main');
    await expect(main.getByRole('listitem').filter({ hasText: 'Under way' }).first()).toBeVisible();
    await main.getByRole('button', { name: 'Cancel', exact: true }).first().click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('Cancel the creation of cancel-01?');
    await dialog.getByRole('button', { name: 'Cancel creation' }).click();
    await expect(dialog).toHaveCount(0);
  } finally {
    await onEveryHost({ do: 'clear' });
  }
  await expect(state(page)).toHaveText(/^Failed/);
  await expect(
    page
      .getByRole('main')
      .getByText(/cancelled/i)
      .first(),
  ).toBeVisible();
  const id = page.url().split('/').at(-1) ?? '';
  const domains = await onEveryHost({ do: 'virsh', words: ['list', '--all', '--name'] });
  const volumes = await onEveryHost({ do: 'virsh', words: ['vol-list', 'virtfleet'] });
  expect([...domains, ...volumes].join('')).not.toContain(id);
  await deleteVm(page, 'cancel-01', { empty: true });
});
