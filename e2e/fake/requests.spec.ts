import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { live, nav, signIn } from '../helpers.ts';
import { asAdmin, choosePassword, signInAs, someone } from './people.ts';
import { deleteVm } from './vm.ts';

/** A project of its own, whose policy grants two VMs without asking; a member who is signed in there, and an admin. */
async function setting(browser: Browser, member: string) {
  const [admin, page] = await Promise.all(
    [1, 2].map(async () => (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()),
  );
  if (!admin || !page) throw new Error('no page');
  await signIn(admin, 'admin');
  const project = `ask-${Date.now().toString(36)}`;
  const { projectId = '' } = await asAdmin(admin, 'projects.create', { name: project });
  await asAdmin(admin, 'policies.set', { projectId, vms: 2, vcpus: null, memoryMib: null, diskGib: null });
  const email = someone(member.toLowerCase());
  const memberships = [{ projectId, role: 'member' }];
  const { password = '' } = await asAdmin(admin, 'users.create', { name: member, email, memberships });
  await signInAs(page, email, password);
  await choosePassword(page, password, 'four words do well');
  await expect(page.getByRole('button', { name: `Account: ${member}` })).toBeVisible();
  return { admin, page, project, putAway: () => asAdmin(admin, 'projects.archive', { projectId }) };
}

/** Fills the form with more than the policy grants. */
async function fillBeyond(page: Page, project: string, pattern: string) {
  await page.goto(`/projects/${project}/vms/new`);
  await page.getByLabel('Name', { exact: true }).fill(pattern);
  await expect(page.getByText(`Beyond the policy of ${project}`)).toBeVisible();
}

const main = (page: Page) => page.getByRole('main');

/** Nothing serious for people who see, hear or steer otherwise. */
async function isAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('a member asks for more than the policy grants; an admin is told, shrinks it, says yes, and it runs', async ({
  browser,
}) => {
  const { admin, page, project, putAway } = await setting(browser, 'Grace');
  await admin.goto('/requests');
  await fillBeyond(page, project, 'load-{01..04}');
  await expect(page.getByRole('button', { name: 'Create and start' })).toHaveCount(0);
  // Without a purpose it is not sent, and the field that lacks has the focus.
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(page.getByLabel('What for')).toBeFocused();
  await page.getByLabel('What for').fill('load test of the new cart');
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(page.getByRole('heading', { name: '4 VMs, load-01 – load-04' })).toBeVisible();
  await expect(main(page).getByText('It grants 2 VMs without asking. This asks for 4.')).toBeVisible();
  await expect(main(page).getByText(/still holds/)).toBeVisible();
  await isAccessible(page);

  // Nobody reloads the inbox, and the bell knows too.
  const row = admin.getByRole('row').filter({ hasText: project });
  await expect(row).toContainText('Waiting');
  await expect(row).toContainText('load test of the new cart');
  await expect(nav(admin, /^Requests/)).toContainText(/\d/);
  await row.getByRole('link').click();
  await expect(main(admin).getByText('Waiting for you')).toBeVisible();
  await expect(admin.getByRole('tab', { name: 'Domain XML' })).toBeVisible();
  await expect(admin).toHaveTitle(/^◌ #\d+ 4 VMs/);
  await isAccessible(admin);

  await admin.getByRole('button', { name: 'Change' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Grant it otherwise' });
  await dialog.getByLabel('VMs').fill('9');
  await dialog.getByRole('button', { name: 'Plan this' }).click();
  await expect(dialog.getByText('At most 4, as asked')).toBeVisible();
  await dialog.getByLabel('VMs').fill('3');
  await dialog.getByRole('button', { name: 'Plan this' }).click();
  await expect(main(admin).getByText('Changed by you.')).toBeVisible();
  await admin.getByRole('button', { name: 'Approve 3 VMs' }).click();
  await expect(main(admin).getByText('What it made')).toBeVisible();

  // The asker's page says so by itself: what was asked for, what was granted, and that it runs.
  await expect(main(page).getByText(/approved it with changes/)).toBeVisible();
  await expect(main(page).getByText(/Granted: 3 VMs, load-01 – load-03/)).toBeVisible();
  await expect(main(page).getByText('Running', { exact: true })).toHaveCount(3);
  await isAccessible(page);

  for (const name of ['load-01', 'load-02', 'load-03']) {
    await page.goto(`/projects/${project}/vms`);
    await page.getByRole('link', { name }).click();
    await deleteVm(page, name);
  }
  await putAway();
});

test('by keyboard: no with a reason, the filled form again, and taken back', async ({ browser }) => {
  const { admin, page, project, putAway } = await setting(browser, 'Alan');
  await fillBeyond(page, project, 'big-{1..3}');
  await page.getByLabel('What for').fill('a very large build');
  await page.getByRole('button', { name: 'Request', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '3 VMs, big-1 – big-3' })).toBeVisible();

  await page.goto(`/projects/${project}`);
  await admin.goto('/hosts');
  await live(admin);
  await admin.keyboard.type('gr');
  await expect(admin.getByRole('heading', { name: 'Requests' })).toBeVisible();
  const row = admin.getByRole('row').filter({ hasText: project });
  await row.getByRole('link').focus();
  await admin.keyboard.press('Enter');
  await admin.getByRole('button', { name: 'Reject' }).focus();
  await admin.keyboard.press('Enter');
  await expect(admin.getByLabel('Why', { exact: true })).toBeFocused();
  await admin.keyboard.press('Tab');
  await admin.keyboard.press('Tab');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('Say why, so that they know what to ask for instead')).toBeVisible();
  await expect(admin.getByLabel('Why', { exact: true })).toBeFocused();
  await admin.keyboard.type('one will do');
  await admin.keyboard.press('Tab');
  await admin.keyboard.press('Tab');
  await admin.keyboard.press('Enter');
  await expect(main(admin).getByText('Rejected', { exact: true })).toBeVisible();

  // Wherever the asker is, it is told, and leads there.
  await page.getByRole('button', { name: 'Notifications: 1 unread' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /^#\d+ was rejected/ }).focus();
  await page.keyboard.press('Enter');
  await expect(main(page).getByText(/rejected it: one will do/)).toBeVisible();
  await page.getByRole('link', { name: 'Request again' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('big-{1..3}');
  await expect(page.getByLabel('What for')).toHaveValue('a very large build');
  await page.getByRole('button', { name: 'Request', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(main(page).getByText('Waiting', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Withdraw' }).focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: /^Withdraw #\d+/ });
  // A stray Enter does no harm.
  await expect(question.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(main(page).getByText('Withdrawn', { exact: true })).toHaveCount(2);

  // Within the policy there is nothing to ask for.
  await page.goto(`/projects/${project}/vms/new`);
  await page.getByLabel('Name', { exact: true }).fill('small');
  await expect(page.getByRole('button', { name: 'Create and start' })).toBeVisible();
  await page.goto(`/projects/${project}/requests?q=state:rejected`);
  await expect(page.getByRole('row').filter({ hasText: 'big-1' })).toHaveCount(1);
  await putAway();
});
