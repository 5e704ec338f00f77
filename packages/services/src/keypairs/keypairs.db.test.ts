import { newId } from '@virtfleet/contracts/ids';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeKeypair, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { addKeypair, fingerprintOf } from './add.ts';
import { removeKeypair } from './remove.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

/** Made by ssh-keygen, with what `ssh-keygen -l` says of it. */
const base64 = 'AAAAC3NzaC1lZDI1NTE5AAAAIGDEKh7wGgx4TAqZdkn8ioH+laYSv/vjWGpPiVh5D8jQ';
const publicKey = `ssh-ed25519 ${base64} ada@laptop`;
const fingerprint = 'SHA256:p+Vv/DkurCv2IqDefDqkLPr4dBwOHMr2vaRX60PfH2k';
const ecdsa = {
  base64:
    'AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBADi1YuzCCPdz+zuMc4GYBWrn/RPzTvvTqdHi+kz7XNJGcrUtqQARsJ0/kXv20mT61SnIIYkQqkBdpn75nC8vKsyagE3Y2BfK543V9Ldt5jr5SB3129+lfu0ZVOkyFrIPNldTk0mx0gbUd5JRvq/UnoDnscU51ziwLTg6+cOPfe5MZu3dw==',
  fingerprint: 'SHA256:6yJ0U6VDAIMW76Ckvj4h7pYMQC2q9mUwCUk7pR3dhts',
};

const keysOf = (projectId: string) => t.db.keypair.count({ where: { projectId } });

async function setting() {
  const project = await makeProject(t.db);
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  return { ctx: testContext(t.db), actor, projectId: project.id };
}

test('fingerprints are those of ssh-keygen', () => {
  expect(fingerprintOf({ base64 })).toBe(fingerprint);
  expect(fingerprintOf(ecdsa)).toBe(ecdsa.fingerprint);
});

describe('adding', () => {
  test('keeps the key without its comment', async () => {
    const { ctx, actor, projectId } = await setting();
    const { keypairId } = await addKeypair(ctx, actor, { projectId, name: 'laptop', publicKey: `${publicKey}\n` });
    expect(await t.db.keypair.findUniqueOrThrow({ where: { id: keypairId } })).toMatchObject({
      projectId,
      userId: actor.userId,
      name: 'laptop',
      publicKey: `ssh-ed25519 ${base64}`,
      fingerprint,
    });
  });

  test('is refused beside its field: a key or a name that is here already, also at the same moment', async () => {
    const { ctx, actor, projectId } = await setting();
    const add = (name: string, key: string) => addKeypair(ctx, actor, { projectId, name, publicKey: key });
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => add('laptop', publicKey)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toMatchObject({ field: 'publicKey' });
    const twin = await failure(add('desktop', publicKey.replace('ada@laptop', 'other')));
    expect(twin).toMatchObject({ code: 'invalid_input', field: 'publicKey' });
    expect(twin.message).toContain('"laptop"');
    const named = await failure(add('laptop', `ecdsa-sha2-nistp521 ${ecdsa.base64}`));
    expect(named).toMatchObject({ code: 'name_taken', field: 'name' });
    expect(await keysOf(projectId)).toBe(1);
  });

  test('the same key in two projects is two keys', async () => {
    const { ctx, actor, projectId } = await setting();
    const other = await setting();
    await addKeypair(ctx, actor, { projectId, name: 'laptop', publicKey });
    await addKeypair(other.ctx, other.actor, { projectId: other.projectId, name: 'laptop', publicKey });
    expect([await keysOf(projectId), await keysOf(other.projectId)]).toEqual([1, 1]);
  });

  test('is refused to strangers and viewers', async () => {
    const { ctx, projectId } = await setting();
    const add = (actor: Awaited<ReturnType<typeof actorIn>>) =>
      failure(addKeypair(ctx, actor, { projectId, name: 'laptop', publicKey }));
    expect(await add(await actorIn(t.db, {}))).toMatchObject({ code: 'not_found' });
    expect(await add(await actorIn(t.db, { [projectId]: 'viewer' }))).toMatchObject({ code: 'read_only' });
    expect(await keysOf(projectId)).toBe(0);
  });
});

describe('removing', () => {
  test('leaves a VM its copy', async () => {
    const { ctx, actor, projectId } = await setting();
    const keypair = await makeKeypair(t.db, { projectId });
    const vm = await makeVm(t.db, { projectId });
    const copy = { vmId: vm.id, position: 0, name: keypair.name, publicKey: keypair.publicKey };
    await t.db.vmKeypair.create({ data: { ...copy, keypairId: keypair.id } });
    await removeKeypair(ctx, actor, { keypairId: keypair.id });
    expect(await keysOf(projectId)).toBe(0);
    expect(await t.db.vmKeypair.findMany({ where: { vmId: vm.id } })).toEqual([{ ...copy, keypairId: null }]);
  });

  test('is refused to strangers and viewers, and when it is not there', async () => {
    const { ctx, actor, projectId } = await setting();
    const { id: keypairId } = await makeKeypair(t.db, { projectId });
    const stranger = await actorIn(t.db, {});
    const viewer = await actorIn(t.db, { [projectId]: 'viewer' });
    expect(await failure(removeKeypair(ctx, stranger, { keypairId }))).toMatchObject({ code: 'not_found' });
    expect(await failure(removeKeypair(ctx, viewer, { keypairId }))).toMatchObject({ code: 'read_only' });
    expect(await failure(removeKeypair(ctx, actor, { keypairId: newId() }))).toMatchObject({ code: 'not_found' });
    expect(await keysOf(projectId)).toBe(1);
  });
});
