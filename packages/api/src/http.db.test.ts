import { actorOfSession } from '@virtfleet/auth/actor';
import { endSession } from '@virtfleet/auth/sign-in';
import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import { type Listener, listen } from '@virtfleet/db/notify';
import type { Actor } from '@virtfleet/domain/authz';
import { createLog } from '@virtfleet/telemetry/log';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeNetwork,
  makeProject,
  makeSession,
  makeUser,
  makeVm,
} from '@virtfleet/testing/factories';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answerApi } from './door.ts';
import { apiContext } from './test-helpers.ts';
import type { ApiContext } from './trpc.ts';

/** As a browser meets it: over HTTP, with what tRPC's door makes of requests and errors. */
let t: TestDatabase;
let listener: Listener;
let ctx: ApiContext;
let form: Record<string, unknown>;
let actor: Actor;

beforeAll(async () => {
  t = await testDatabase();
  const { id: projectId } = await makeProject(t.db);
  const { id: userId } = await makeUser(t.db, { roles: { [projectId]: 'member' } });
  const session = await makeSession(t.db, { userId });
  const found = await actorOfSession(t.db, session.id);
  if (!found) throw new Error('the session does not live');
  actor = found;
  ctx = apiContext(t.db, actor);
  listener = await listen(t.url, ctx.feed);
  await makeHost(t.db);
  form = {
    projectId,
    requestId: newId(),
    name: 'web-01',
    flavorId: (await makeFlavor(t.db)).id,
    imageId: (await makeImage(t.db)).id,
    networkId: (await makeNetwork(t.db)).id,
    diskGib: 2,
    loginUser: 'ada',
    keypairIds: [],
    userData: '',
  };
});
afterAll(async () => {
  await listener.close();
  await t.drop();
});

const url = (path: string) => `http://127.0.0.1/api/trpc/${path}`;
const send = (request: Request, context = ctx) =>
  answerApi(request, { log: context.log, createContext: async () => context });

const envelope = z.object({ error: z.object({ json: z.object({ message: z.string(), data: z.looseObject({}) }) }) });

async function post(path: string, input: unknown, context = ctx) {
  const body = JSON.stringify(superjson.serialize(input));
  const headers = { 'content-type': 'application/json' };
  const response = await send(new Request(url(path), { method: 'POST', body, headers }), context);
  const json: unknown = await response.json();
  const error = envelope.safeParse(json).data?.error.json;
  return { status: response.status, message: error?.message, data: error?.data, json };
}

describe('bad input', () => {
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    ['an empty name', { name: '' }, 'name', /Give it a name/],
    ['a name in unicode', { name: 'wéb' }, 'name', /Lower-case letters/],
    ['a name of 300 characters', { name: 'a'.repeat(300) }, 'name', /At most 63/],
    ['a path as name', { name: '../web' }, 'name', /Lower-case letters/],
    ['quotes in a name', { name: `w"'b` }, 'name', /Lower-case letters/],
    ['XML as name', { name: '<name>x</name>' }, 'name', /Lower-case letters/],
    ['shell as name', { name: '$(reboot);' }, 'name', /Lower-case letters/],
    ['user-data over 16 KiB', { userData: `#cloud-config\n# ${'x'.repeat(17_000)}` }, 'userData', /at most 16 KiB/],
    ['user-data of no kind', { userData: 'echo hello' }, 'userData', /must begin with "#cloud-config"/],
    ['user-data that is no YAML', { userData: '#cloud-config\na: [1\n' }, 'userData', /Line \d/],
    ['root as login', { loginUser: 'root' }, 'loginUser', /belongs to the system/],
    ['half a GiB', { diskGib: 1.5 }, 'diskGib', /Whole GiB/],
    ['an image that is gone', { imageId: newId() }, 'imageId', /gone/],
    ['a flavor that is gone', { flavorId: newId() }, 'flavorId', /no longer/],
  ];
  test.each(cases)('%s: told beside its field, nothing created', async (_, change, field, words) => {
    const { status, message, data } = await post('vms.create', { ...form, ...change });
    expect([400, 409]).toContain(status);
    expect(message).toMatch(words);
    expect(data?.virtfleet).toMatchObject({ field });
    expect(await t.db.vm.count()).toBe(0);
    expect(await t.db.secret.count()).toBe(0);
    expect(await t.db.operation.count()).toBe(0);
  });

  const keys: [string, string, RegExp][] = [
    ['words', 'my key', /begins with its type/],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----', /private key/],
    ['a damaged key', 'ssh-ed25519 AAAA', /damaged/],
  ];
  test.each(keys)('as SSH key, %s', async (_, publicKey, words) => {
    const input = { projectId: form.projectId, name: 'laptop', publicKey };
    const { status, message, data } = await post('keypairs.add', input);
    expect(status).toBe(400);
    expect(message).toMatch(words);
    expect(message).not.toContain('b3Bl');
    expect(data?.virtfleet).toMatchObject({ code: 'invalid_input', field: 'publicKey' });
    expect(await t.db.keypair.count()).toBe(0);
  });

  test('every wrong field is named at once', async () => {
    const { data } = await post('vms.create', { ...form, name: '', diskGib: 0, loginUser: 'root' });
    const { virtfleet } = z
      .object({ virtfleet: z.object({ data: z.object({ fields: z.looseObject({}) }) }) })
      .parse(data);
    expect(Object.keys(virtfleet.data.fields).sort()).toEqual(['diskGib', 'loginUser', 'name']);
  });
});

describe('errors', () => {
  test('have a status, a code, and no stack', async () => {
    const { status, data } = await post('vms.create', form, { ...ctx, actor: null });
    expect(status).toBe(401);
    expect(data).toMatchObject({ virtfleet: { code: 'unauthenticated' } });
    expect(data).not.toHaveProperty('stack');
    expect((await post('vms.stop', { vmId: newId() })).status).toBe(404);
    expect((await post('no.such', {})).data).toMatchObject({ virtfleet: { code: 'not_found' } });
  });

  test('hosts’ reasons come along when none fits', async () => {
    const huge = await makeFlavor(t.db, { vcpus: 16 });
    const { status, data } = await post('vms.create', { ...form, flavorId: huge.id });
    expect(status).toBe(409);
    expect(data?.virtfleet).toMatchObject({
      code: 'no_valid_host',
      data: [{ verdict: 'rejected', reasons: ['has 8 CPUs, 16 vCPUs asked for'] }],
    });
  });

  test('what is refused and what is broken keep their second message for the log', async () => {
    const lines: string[] = [];
    const log = createLog('test', { write: (line) => void lines.push(line) });
    await post('vms.stop', { vmId: newId() }, { ...ctx, log });
    const now = () => {
      throw fail('internal', 'It broke', { detail: 'the reason' });
    };
    await post('vms.create', form, { ...ctx, log, now });
    const withoutDatabase = async () => Promise.reject(new Error('no database'));
    await answerApi(new Request(url('me.get')), { log, createContext: withoutDatabase });
    const parsed = lines.map((line) => z.looseObject({ level: z.string() }).parse(JSON.parse(line)));
    expect(parsed).toMatchObject([
      { level: 'info', code: 'not_found', path: 'vms.stop', detail: expect.stringContaining(actor.userId) },
      { level: 'error', path: 'vms.create', err: { code: 'internal', detail: 'the reason' } },
      { level: 'error', err: { message: 'no database' } },
    ]);
  });

  test('what nobody foresaw says nothing of itself', async () => {
    const broken: ApiContext = {
      ...ctx,
      now: () => {
        throw new Error('password=hunter2');
      },
    };
    const { status, message, json } = await post('vms.create', form, broken);
    expect(status).toBe(500);
    expect(message).toMatch(/Something broke on our side/);
    expect(JSON.stringify(json)).not.toContain('hunter2');
  });
});

test('a page of another site changes nothing', async () => {
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-site' };
  const body = JSON.stringify(superjson.serialize({ projectId: form.projectId, name: 'x', publicKey: 'x' }));
  expect((await send(new Request(url('keypairs.add'), { method: 'POST', body, headers }))).status).toBe(403);
});

test('the stream: a change made elsewhere arrives, a revoked session is cut at once', async () => {
  const abort = new AbortController();
  const request = new Request(url('events.changes'), {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const response = await send(request);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const read = reader(response);
  await read(/event: connected/);
  await expect.poll(() => ctx.feed.size).toBe(1);
  const vm = await makeVm(t.db, { projectId: String(form.projectId), powerState: 'running' });
  await post('vms.stop', { vmId: vm.id });
  expect(await read(/data: .*"kind":"vms".*\n/)).toContain(vm.id);
  await endSession(t.db, actor.sessionId);
  expect(await read(/event: serialized-error\ndata: .*\n/)).toContain('unauthenticated');
  await expect.poll(() => ctx.feed.size).toBe(0);
  abort.abort();
});

/** Reads on until all that came so far matches; answers it. */
function reader(response: Response) {
  const body = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) {
      const { value, done } = (await body?.read()) ?? { value: undefined, done: true };
      if (done) throw new Error(`the stream ended before ${pattern}: ${text}`);
      text += value ?? '';
    }
    return text;
  };
}
