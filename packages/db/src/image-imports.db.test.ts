import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeImageCopy, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failImport, finishImport, reportImport, retryImport, wantImports } from './image-imports.ts';
import { copyImages } from './image-writes.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

const debian = {
  ...{ name: 'debian-12', title: 'Debian 12', loginUser: 'debian' },
  ...{ minDiskGib: 2, minMemoryMib: 512, builtFrom: 'definition 1' },
};
const bytes = (sha: string) => ({
  ...{ format: 'qcow2', arch: 'x86_64', sha256: sha.repeat(64) },
  ...{ sizeBytes: 150_000_000, virtualSizeBytes: 1_500_000_000 },
});
const want = (...wanted: (typeof debian)[]) => t.db.$transaction((tx) => wantImports(tx, wanted));

test('what was built becomes an image under the id that it had, and goes to every host', async () => {
  const hosts = [await makeHost(t.db), await makeHost(t.db)];
  expect(await want(debian)).toEqual(['debian-12']);
  await reportImport(t.db, 'debian-12', { stage: 'installing packages', progress: 0.4 });
  const found = await t.db.imageImport.findFirstOrThrow();
  expect(found).toMatchObject({ stage: 'installing packages', progress: 0.4 });

  expect(await finishImport(t.db, 'debian-12', bytes('a'))).toEqual(hosts.map(({ name }) => name).sort());
  expect(await t.db.imageImport.count()).toBe(0);
  const image = await t.db.image.findFirstOrThrow();
  expect(image).toMatchObject({ id: found.id, name: 'debian-12', builtFrom: 'definition 1', state: 'ready' });
  const operations = await t.db.operation.findMany();
  expect(operations.map(({ kind, input }) => [kind, input])).toEqual(
    expect.arrayContaining(hosts.map(({ id }) => ['image.copy', { imageId: image.id, hostId: id }])),
  );
  expect(await want(debian), 'the same is not built twice').toEqual([]);
});

test('one that failed waits until it is asked for; a start asks for all', async () => {
  await want(debian);
  const { id } = await t.db.imageImport.findFirstOrThrow();
  expect(await retryImport(t.db, id), 'it did not fail').toBe(false);
  await failImport(t.db, 'debian-12', 'no space left');
  expect(await retryImport(t.db, id)).toBe(true);
  expect(await t.db.imageImport.findFirstOrThrow()).toMatchObject({ failure: null, progress: 0 });

  await failImport(t.db, 'debian-12', 'no space left');
  expect(await want(debian)).toEqual(['debian-12']);
  expect(await t.db.imageImport.findFirstOrThrow()).toMatchObject({ id, failure: null });
  expect(await want()).toEqual([]);
  expect(await t.db.imageImport.count()).toBe(0);
});

test('another definition builds it anew beside the old one, which VMs go on from', async () => {
  const host = await makeHost(t.db);
  const image = await makeImage(t.db, { name: 'debian-12', builtFrom: 'definition 0' });
  await makeImageCopy(t.db, { imageId: image.id, hostId: host.id });
  const vm = await makeVm(t.db, { imageId: image.id, hostId: host.id });
  expect(await want(debian)).toEqual(['debian-12']);
  expect((await t.db.image.findFirstOrThrow()).state).toBe('ready');
  expect(await finishImport(t.db, 'debian-12', bytes('b'))).toEqual([host.name]);
  expect(await t.db.image.findMany()).toMatchObject([{ id: image.id, sha256: 'b'.repeat(64) }]);
  expect((await t.db.vm.findUniqueOrThrow({ where: { id: vm.id } })).imageId).toBe(image.id);
});

test('a copy that is there or under way is not asked for again', async () => {
  const [first, second] = [await makeHost(t.db, { name: 'a' }), await makeHost(t.db, { name: 'b' })];
  const { id: imageId, name } = await makeImage(t.db);
  await makeImageCopy(t.db, { imageId, hostId: first.id });
  const ask = () => t.db.$transaction((tx) => copyImages(tx, { images: [name] }));
  expect(await ask()).toEqual([{ host: second.name, image: name }]);
  expect(await ask()).toEqual([]);
});
