import { expect, test } from '@playwright/test';
import { controlHost } from '@virtfleet/infra/simulator/control';
import { signIn, toFleet } from '../helpers.ts';
import { createVm, deleteVm, state } from './vm.ts';

test('a domain that is undefined by hand, and one that others define, are told of on the hosts page', async ({
  page,
  browser,
}) => {
  await signIn(page, 'tenant');
  await createVm(page, 'found-01');
  await expect(state(page)).toHaveText(/^Running/);
  const host =
    (await page
      .getByText(/^sim-\d+$/)
      .first()
      .textContent()) ?? '';
  const domain = `vf-${page.url().split('/').at(-1)}`;
  const admin = await browser.newPage();
  await signIn(admin, 'admin');
  await toFleet(admin);
  const row = admin.getByRole('row', { name: new RegExp(`^${host} `) });

  const xml = await controlHost(host, { do: 'virsh', words: ['dumpxml', '--inactive', domain] });
  const theirs = xml
    .replace(domain, 'someone-elses')
    .replace(/<uuid>[^<]*<\/uuid>/, '<uuid>7a5bd3c2-6c1e-4c40-9d4a-3f0f6a3a9b10</uuid>')
    .replace(/<metadata>.*?<\/metadata>/s, '')
    .replace(/<title>[^<]*<\/title>/, '');
  await controlHost(host, { do: 'virsh', words: ['define', '/dev/stdin'], stdin: theirs });
  await controlHost(host, { do: 'virsh', words: ['destroy', domain] });
  await controlHost(host, { do: 'virsh', words: ['undefine', domain] });
  try {
    await expect(state(page)).toHaveText(/^Missing/);
    await row.getByRole('button', { name: /unmatched on/ }).click();
    const dialog = admin.getByRole('dialog');
    await expect(dialog.getByRole('region', { name: 'VMs without a domain' })).toContainText(domain);
    await expect(dialog.getByRole('region', { name: 'Domains of others' })).toContainText('someone-elses');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toHaveCount(0);
  } finally {
    await controlHost(host, { do: 'virsh', words: ['undefine', 'someone-elses'] });
    await deleteVm(page, 'found-01');
  }
  // Others' tests may leave something of theirs there meanwhile, but nothing of these two.
  await expect(row).toBeVisible();
  const unmatched = row.getByRole('button', { name: /unmatched on/ });
  await expect
    .poll(async () => {
      if ((await unmatched.count()) === 0) return 'nothing';
      await unmatched.click();
      const text = await admin.getByRole('dialog').textContent();
      await admin.keyboard.press('Escape');
      return text?.includes(domain) || text?.includes('someone-elses') ? text : 'nothing';
    })
    .toBe('nothing');
  await admin.close();
});
