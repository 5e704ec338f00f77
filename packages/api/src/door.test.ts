import { createLog } from '@virtfleet/telemetry/log';
import { expect, test } from 'vitest';
import { answerApi, refusal } from './door.ts';

const json = { 'content-type': 'application/json', host: 'fleet.example:3000' };
const post = (headers: Record<string, string>) => refusal({ method: 'POST', headers: new Headers(headers) });

test.each([
  ['our own page', { ...json, 'sec-fetch-site': 'same-origin', origin: 'http://fleet.example:3000' }],
  ['a charset beside the type', { ...json, 'content-type': 'Application/JSON; charset=utf-8' }],
  ['our own page, by a browser that only tells the origin', { ...json, origin: 'http://fleet.example:3000' }],
  [
    'our own page behind a proxy',
    { ...json, host: '10.0.0.5', 'x-forwarded-host': 'fleet.example', origin: 'https://fleet.example' },
  ],
  ['what is no browser', json],
])('taken: %s', (_, headers) => {
  expect(post(headers)).toBeNull();
});

test.each([
  ['another site', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
  ['another port of this host', { ...json, 'sec-fetch-site': 'same-site', origin: 'http://fleet.example:8080' }, 403],
  ['another origin, by a browser that only tells that', { ...json, origin: 'http://fleet.example:8080' }, 403],
  ['a page without an origin', { ...json, origin: 'null' }, 403],
  ['a form with files', { ...json, 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ['a form of text', { ...json, 'content-type': 'text/plain; application/json' }, 415],
  ['bytes', { ...json, 'content-type': 'application/octet-stream' }, 415],
  ['nothing said', {}, 415],
])('refused: %s', (_, headers, status) => {
  expect(post(headers)).toBe(status);
});

test('reads are for whoever may read', () => {
  expect(refusal({ method: 'GET', headers: new Headers({ 'sec-fetch-site': 'cross-site' }) })).toBeNull();
});

test('a process that is about to end takes nothing more, and gives the connection up', async () => {
  const request = new Request('http://127.0.0.1/api/trpc/me.get');
  const log = createLog('test', { write: () => {} });
  const createContext = () => Promise.reject(new Error('asked all the same'));
  const response = await answerApi(request, { log, createContext, closing: true });
  expect(response.status).toBe(503);
  expect(response.headers.get('connection')).toBe('close');
});
