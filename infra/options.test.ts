import { expect, test } from 'vitest';
import { startOptions, usage } from './options.mjs';

test('with nothing said: a lab, on 127.0.0.1, at a free port, on a Postgres that comes along', () => {
  const plain = {
    mode: 'start',
    fleet: 'lab',
    simulated: 3,
    listen: '127.0.0.1',
    port: null,
    databaseUrl: null,
    images: ['tiny', 'debian-12'],
  };
  expect(startOptions([], {})).toEqual(plain);
  const empty = { PORT: '', DATABASE_URL: '', VIRTFLEET_LISTEN: '', VIRTFLEET_HOSTS: '' };
  expect(startOptions([], empty)).toEqual(plain);
});

test('words and environment are taken; a word counts more', () => {
  const env = {
    PORT: '8080',
    DATABASE_URL: 'postgresql://db/fleet',
    VIRTFLEET_HOSTS: 'env.json',
    VIRTFLEET_LISTEN: '::1',
    VIRTFLEET_IMAGES: 'tiny',
  };
  expect(startOptions(['--dev', '--hosts', 'word.json'], env)).toEqual({
    mode: 'dev',
    fleet: { file: 'word.json' },
    simulated: 3,
    listen: '::1',
    port: 8080,
    databaseUrl: 'postgresql://db/fleet',
    images: ['tiny'],
  });
  expect(startOptions([], env)?.fleet).toEqual({ file: 'env.json' });
  expect(startOptions(['--no-lab'], {})?.fleet).toBe('none');
  expect(startOptions(['--simulate'], { VIRTFLEET_SIMULATE: '20' })?.fleet).toEqual({ simulated: 20 });
  expect(startOptions(['-h'], {})).toBeNull();
});

test.each([
  [['--nonsense'], {}, "'--nonsense'"],
  [['--hosts'], {}, '--hosts'],
  [['more'], {}, 'more'],
  [[], { PORT: '99999' }, '99999'],
  [[], { PORT: '22x' }, '22x'],
  [[], { VIRTFLEET_SIMULATE: 'many' }, 'many'],
  [[], { VIRTFLEET_IMAGES: 'tiny,windows' }, 'windows'],
  [[], { DATABASE_URL: 'mysql://db' }, 'postgres://'],
])('%j %j is refused by name', (args, env, named) => {
  expect(() => startOptions(args, env)).toThrow(named);
});

test('what the help shows of a file of hosts is JSON', () => {
  const text = usage.slice(usage.indexOf('{\n'), usage.lastIndexOf('}\n') + 1);
  expect(Object.keys(JSON.parse(text))).toEqual(['hosts', 'networks']);
});
