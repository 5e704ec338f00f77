// What tiny understands of a seed, with the same busybox that it has.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../run.ts';

const here = dirname(fileURLToPath(import.meta.url));
const script = (name: string) => join(here, 'tiny/rootfs/usr/lib/tiny', name);
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'virtfleet-tiny-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Assignments as tiny's scripts would source them; a hang there would be a guest that never boots. */
async function assignments(yaml: string): Promise<string> {
  const file = join(dir, 'in.yaml');
  writeFileSync(file, yaml);
  return run(['timeout', '5', 'busybox', 'awk', '-v', 'prefix=c', '-f', script('yaml.awk'), file]);
}

test('reads the YAML that cloud-configs are written in', async () => {
  const golden = join(here, 'golden', 'cloud-config');
  expect(await assignments(readFileSync(`${golden}.yaml`, 'utf8'))).toBe(readFileSync(`${golden}.sh`, 'utf8'));
});

test('reads JSON', async () => {
  const lines = (await assignments('{"a": {"b": [1, true, {"c": "d", "e": ["x"]}]}, "z": "it\'s"}')).split('\n');
  expect(lines.filter((line) => line && !line.includes('_keys='))).toEqual([
    "c_a_b_0='1'",
    "c_a_b_1='true'",
    "c_a_b_2_c='d'",
    "c_a_b_2_e_0='x'",
    'c_a_b_2_e_n=1',
    'c_a_b_n=3',
    "c_z='it'\\''s'",
  ]);
});

test.each(['a: [b}', 'a: {b', 'a: "b', '- [}]', 'a: {]}', ': : :', '\t- x'])(
  'comes to an end with %j',
  async (yaml) => {
    await expect(assignments(yaml)).resolves.toBeTypeOf('string');
  },
);

test('what it prints is data to the shell, whatever it says', async () => {
  const evil = "$(touch PWNED) `touch PWNED` '; touch PWNED; ' \\";
  const sourced = join(dir, 'out.sh');
  writeFileSync(sourced, await assignments(`a: |\n  ${evil}\n"$(touch PWNED)": ${JSON.stringify(evil)}\n`));
  const shown = await run(['busybox', 'sh', '-c', '. "$1"; printf %s "$c_a"', 'sh', sourced], { cwd: dir });
  expect(shown).toBe(`${evil}\n`);
  expect(await run(['ls', dir])).not.toContain('PWNED');
});

test('takes a MIME message apart', async () => {
  const message = [
    'Content-Type: multipart/mixed; boundary="==B=="',
    'MIME-Version: 1.0',
    '',
    '--==B==',
    'Content-Type: text/cloud-config; charset="utf-8"',
    '',
    '#cloud-config',
    'hostname: a',
    '--==B==',
    'Content-Type: text/x-shellscript',
    'Content-Transfer-Encoding: base64',
    '',
    'IyEvYmluL3NoCg==',
    '--==B==--',
    '',
  ].join('\n');
  const file = join(dir, 'user-data');
  writeFileSync(file, message);
  const index = await run(['busybox', 'awk', '-v', `dir=${dir}`, '-f', script('mime.awk'), file]);
  expect(index).toBe(`${dir}/part-001 text/cloud-config 8bit\n${dir}/part-002 text/x-shellscript base64\n`);
  expect(readFileSync(join(dir, 'part-001'), 'utf8')).toBe('#cloud-config\nhostname: a\n');
  expect(readFileSync(join(dir, 'part-002'), 'utf8')).toBe('IyEvYmluL3NoCg==\n');
});
