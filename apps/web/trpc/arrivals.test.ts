import { dehydrate, hydrate, QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { watchArrivals } from './arrivals.ts';

const key = (vmId: string) => [['operations', 'ofVm'], { input: { vmId }, type: 'query' }];
const page = () => {
  const server = new QueryClient();
  server.setQueryData(key('a'), 'running');
  return dehydrate(server);
};
const isInvalidated = (client: QueryClient) => client.getQueryState(key('a'))?.isInvalidated;
const change = { kind: 'operations' as const, id: 'o', vmId: 'a' };

it('asks again for what changed while its page was on the way', async () => {
  const client = new QueryClient();
  watchArrivals(client).hear([change]);
  hydrate(client, page());
  await vi.waitFor(() => expect(isInvalidated(client)).toBe(true));
});

it('asks again also when the page replaces what was there', async () => {
  const client = new QueryClient();
  hydrate(client, page());
  watchArrivals(client).hear('all');
  const later = page();
  for (const query of later.queries) query.state.dataUpdatedAt += 1000;
  hydrate(client, later);
  await vi.waitFor(() => expect(isInvalidated(client)).toBe(true));
});

it('leaves alone what no change is about, and what changed long ago', async () => {
  let now = 0;
  const client = new QueryClient();
  const arrivals = watchArrivals(client, () => now);
  arrivals.hear([change]);
  now = 20_000;
  arrivals.hear([{ kind: 'hosts', id: 'h' }]);
  hydrate(client, page());
  await new Promise((done) => setTimeout(done));
  expect(isInvalidated(client)).toBe(false);
});
