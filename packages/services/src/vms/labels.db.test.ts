import { newId } from '@virtfleet/contracts/ids';
import { listTags } from '@virtfleet/db/labels';
import { vmDetail } from '@virtfleet/db/vms';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeOperation, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { setVmNotes } from './notes.ts';
import { renameVm } from './rename.ts';
import { tagVm } from './tag.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

async function setting(vm: Parameters<typeof makeVm>[1] = {}, host: Parameters<typeof makeHost>[1] = {}) {
  const { id: projectId } = await makeProject(t.db);
  const { id: hostId } = await makeHost(t.db, host);
  const { id: vmId } = await makeVm(t.db, { name: 'web-01', projectId, hostId, ...vm });
  return { ctx: testContext(t.db), actor: await actorIn(t.db, { [projectId]: 'member' }), projectId, hostId, vmId };
}
const detailOf = async (vmId: string) => (await vmDetail(t.db, vmId, new Date())) ?? expect.fail('it is gone');
const operationsOf = (vmId: string) => t.db.operation.findMany({ where: { vmId } });

test('tags are added and taken away, by several at once, and listed by how many carry them', async () => {
  const { ctx, actor, vmId, projectId, hostId } = await setting();
  await Promise.all(
    ['web', 'prod', 'eu', 'prod'].map((tag) => tagVm(ctx, actor, { vmId, add: [tag], remove: ['never-there'] })),
  );
  await tagVm(ctx, actor, { vmId, add: ['blue'], remove: ['eu'] });
  expect((await detailOf(vmId)).tags).toEqual(['blue', 'prod', 'web']);

  await makeVm(t.db, { projectId, hostId, tags: ['prod', 'db'] });
  await makeVm(t.db, { projectId, hostId, tags: ['gone'], deletedAt: new Date() });
  expect(await listTags(t.db, projectId)).toEqual([
    { tag: 'prod', vms: 2 },
    { tag: 'blue', vms: 1 },
    { tag: 'db', vms: 1 },
    { tag: 'web', vms: 1 },
  ]);
});

test('a VM carries 20 tags, and not one more', async () => {
  const { ctx, actor, vmId } = await setting({ tags: Array.from({ length: 20 }, (_, n) => `t${n}`) });
  await tagVm(ctx, actor, { vmId, add: ['t3'], remove: [] });
  expect(await failure(tagVm(ctx, actor, { vmId, add: ['more'], remove: [] }))).toMatchObject({
    code: 'invalid_input',
    message: 'A VM has at most 20 tags',
  });
  await tagVm(ctx, actor, { vmId, add: ['more'], remove: ['t3'] });
});

test('notes are not written over what someone else wrote meanwhile', async () => {
  const { ctx, actor, vmId } = await setting();
  await setVmNotes(ctx, actor, { vmId, notes: 'Ask Ada', was: '' });
  expect(await failure(setVmNotes(ctx, actor, { vmId, notes: 'Ask Bob', was: '' }))).toMatchObject({
    code: 'not_allowed_now',
    field: 'notes',
  });
  expect((await detailOf(vmId)).notes).toBe('Ask Ada');
  await setVmNotes(ctx, actor, { vmId, notes: 'Ask Bob', was: 'Ask Ada' });
  expect((await detailOf(vmId)).notes).toBe('Ask Bob');
});

test('what people write to a VM waits for no host', async () => {
  const { ctx, actor, vmId } = await setting({ taskState: 'stopping' }, { state: 'unreachable' });
  await tagVm(ctx, actor, { vmId, add: ['prod'], remove: [] });
  await setVmNotes(ctx, actor, { vmId, notes: 'It hangs' });
  expect(await detailOf(vmId)).toMatchObject({ tags: ['prod'], notes: 'It hangs' });
});

test('a rename is queued, and the VM stays as it is until then', async () => {
  const { ctx, actor, vmId } = await setting();
  const { operationId } = await renameVm(ctx, actor, { vmId, name: 'shop-01' });
  expect(await operationsOf(vmId)).toMatchObject([
    {
      id: operationId,
      kind: 'vm.rename',
      input: { vmId, name: 'shop-01', was: 'web-01' },
      status: 'pending',
      userId: actor.userId,
    },
  ]);
  expect(await detailOf(vmId)).toMatchObject({ name: 'web-01', hostname: 'web-01', status: { state: 'running' } });
});

test('a name that is taken, or its own, is refused at its field; one that was deleted has none', async () => {
  const { ctx, actor, vmId, projectId, hostId } = await setting();
  await makeVm(t.db, { name: 'web-02', projectId, hostId });
  await makeVm(t.db, { name: 'web-03', projectId, hostId, deletedAt: new Date() });
  await makeVm(t.db, { name: 'web-04', hostId });
  expect(await failure(renameVm(ctx, actor, { vmId, name: 'web-02' }))).toMatchObject({
    code: 'name_taken',
    field: 'name',
  });
  expect(await failure(renameVm(ctx, actor, { vmId, name: 'web-01' }))).toMatchObject({
    code: 'invalid_input',
    field: 'name',
  });
  expect(await operationsOf(vmId)).toHaveLength(0);
  for (const name of ['web-03', 'web-04']) await renameVm(ctx, actor, { vmId, name });
});

test.each([
  ['while something else is done', { taskState: 'stopping' }, {}, /It is stopping/],
  ['while its host is silent', {}, { state: 'unreachable' }, /host is unreachable/],
  ['when it never came to be', { failure: 'no space' }, {}, /could not be created/],
] as const)('a rename is refused %s', async (_, vm, host, reason) => {
  const { ctx, actor, vmId } = await setting(vm, host);
  const error = await failure(renameVm(ctx, actor, { vmId, name: 'shop-01' }));
  expect([error.code, error.message]).toEqual(['not_allowed_now', expect.stringMatching(reason)]);
});

test('a stop may be asked for behind a rename', async () => {
  const { ctx, actor, vmId } = await setting();
  await makeOperation(t.db, { kind: 'vm.rename', vmId, status: 'running', input: { vmId, name: 'shop-01' } });
  expect((await detailOf(vmId)).can.stop).toEqual({ ok: true });
  await renameVm(ctx, actor, { vmId, name: 'shop-02' });
});

test.each([
  ['tag', (s: Setting) => tagVm(s.ctx, s.actor, { vmId: s.vmId, add: ['x'], remove: [] })],
  ['setNotes', (s: Setting) => setVmNotes(s.ctx, s.actor, { vmId: s.vmId, notes: 'x' })],
  ['rename', (s: Setting) => renameVm(s.ctx, s.actor, { vmId: s.vmId, name: 'shop-01' })],
])('%s is refused to whom it does not belong, and when it is gone', async (_, act) => {
  const s = await setting();
  const viewer = await actorIn(t.db, { [s.projectId]: 'viewer' });
  expect(await failure(act({ ...s, actor: await actorIn(t.db, {}) }))).toMatchObject({ code: 'not_found' });
  expect(await failure(act({ ...s, actor: viewer }))).toMatchObject({ code: 'read_only' });
  expect(await failure(act({ ...s, vmId: newId() }))).toMatchObject({ code: 'not_found' });
  await t.db.vm.update({ where: { id: s.vmId }, data: { deletedAt: new Date() } });
  expect(await failure(act(s))).toMatchObject({ code: 'not_found' });
});
type Setting = Awaited<ReturnType<typeof setting>>;
