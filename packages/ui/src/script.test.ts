import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { asScript, commandLines, commandScript, type ScriptCommand } from './script.ts';

const sh = (script: string) => execFileSync('sh', ['-c', script], { encoding: 'utf8' });
const run = (commands: ScriptCommand[]) => sh(asScript('a title\nrm -rf x', [{ name: 'step\nexit 9', commands }]));

const nasty = ["it's", '$(id)', '`id`', 'a\nb', '', ' ', '"', '\\', '*', '-n', 'ünï', '#no'];

describe('a copied script', () => {
  it('hands every argument through a real shell as it was', () => {
    expect(run([{ argv: ['printf', '%s\\0', ...nasty] }])).toBe(nasty.map((word) => `${word}\0`).join(''));
  });

  it.each(['<volume>\n', 'no newline at the end', `END\n$x 'y' \`z\`\nEND_\n`, '', '\n'])(
    'feeds stdin as it was: %j',
    (text) => {
      expect(run([{ argv: ['cat'], stdinText: text }])).toBe(text);
      expect(sh(commandScript({ argv: ['cat'], stdinText: text }))).toBe(text);
    },
  );

  it('goes on after a command that had failed', () => {
    const commands = [
      { argv: ['false'], exitCode: 1 },
      { argv: ['cat'], stdinText: 'x\n', exitCode: 4 },
      { argv: ['echo', 'on'], exitCode: 0 },
    ];
    expect(run(commands)).toBe('x\non\n');
  });

  it('names bytes by their hash instead of showing them', () => {
    const bytes = { argv: ['virsh', 'vol-upload'], stdinBytes: 366592, stdinSha256: 'ab'.repeat(32) };
    expect(asScript('Create', [{ name: 'write seed', commands: [bytes] }])).toContain(
      'virsh vol-upload < bytes-abababababab',
    );
  });
});

it('a long command has a line for each option, and is one command still', () => {
  expect(commandLines(['virt-install', '--name', 'vf-1', '--import', '--disk', 'a b'])).toBe(
    "virt-install \\\n  --name vf-1 \\\n  --import \\\n  --disk 'a b'",
  );
});
