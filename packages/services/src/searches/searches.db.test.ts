import { mostSavedSearches } from '@virtfleet/contracts/list';
import { listSavedSearches } from '@virtfleet/db/saved-searches';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeProject } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { removeSearch } from './remove.ts';
import { renameSearch } from './rename.ts';
import { saveSearch } from './save.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

async function setting() {
  const { id: projectId } = await makeProject(t.db);
  const ctx = testContext(t.db);
  const [ada, eve] = [await actorIn(t.db, { [projectId]: 'viewer' }), await actorIn(t.db, {})];
  const of = { list: 'vms', projectId } as const;
  const names = async (userId: string) =>
    (await listSavedSearches(t.db, { ...of, userId })).map(({ name, q }) => [name, q]);
  return { ctx, ada, eve, of, names };
}

test('a search is kept for its person and list; saving it again changes it', async () => {
  const { ctx, ada, eve, of, names } = await setting();
  await saveSearch(ctx, ada, { ...of, name: 'Prod', q: 'tag:prod' });
  const { id } = await saveSearch(ctx, ada, { ...of, name: 'Db', q: 'tag:db' });
  await saveSearch(ctx, ada, { ...of, name: 'Prod', q: 'tag:prod -state:stopped' });
  await saveSearch(ctx, ada, { list: 'hosts', projectId: null, name: 'Down', q: '-state:up' });
  expect(await names(ada.userId)).toEqual([
    ['Prod', 'tag:prod -state:stopped'],
    ['Db', 'tag:db'],
  ]);
  expect((await failure(renameSearch(ctx, ada, { searchId: id, name: 'Prod' }))).code).toBe('name_taken');
  await renameSearch(ctx, ada, { searchId: id, name: 'Databases' });
  expect((await names(ada.userId))[1]).toEqual(['Databases', 'tag:db']);
  // Nobody else's.
  expect(await names(eve.userId)).toEqual([]);
  expect((await failure(renameSearch(ctx, eve, { searchId: id, name: 'Mine now' }))).code).toBe('not_found');
  await removeSearch(ctx, eve, { searchId: id });
  expect(await names(ada.userId)).toHaveLength(2);
  await removeSearch(ctx, ada, { searchId: id });
  expect(await names(ada.userId)).toHaveLength(1);
});

test('there is a limit, and no search in a project that is not one’s own', async () => {
  const { ctx, ada, eve, of } = await setting();
  const save = (n: number) => saveSearch(ctx, ada, { ...of, name: `s${n}`, q: `n${n}` });
  for (let n = 0; n < mostSavedSearches; n++) await save(n);
  expect((await failure(save(99))).message).toContain('At most');
  await save(0);
  expect((await failure(saveSearch(ctx, eve, { ...of, name: 'x', q: 'x' }))).code).toBe('not_found');
});
