import { execFileSync } from 'node:child_process';
import type { CommandView } from '@virtfleet/contracts/views';
import { describe, expect, it } from 'vitest';
import { operationScript } from './script.ts';

const command = (more: Partial<CommandView>): CommandView => ({
  id: 'c',
  host: 'lab-1',
  stepName: null,
  argv: ['true'],
  stdinText: null,
  stdinBytes: null,
  stdinSha256: null,
  stdout: '',
  stderr: '',
  exitCode: 0,
  error: null,
  startedAt: new Date(0),
  durationMs: 1,
  ...more,
});
const run = (commands: CommandView[]) =>
  execFileSync('sh', ['-c', operationScript('a title\nrm -rf x', [{ name: 'step', commands }])], { encoding: 'utf8' });

const nasty = [`it's`, '$(id)', '`id`', 'a\nb', '', ' ', '"', '\\', '*', '-n', 'ünï', '#no'];

describe('operationScript', () => {
  it('hands every argument through a real shell as it was', () => {
    expect(run([command({ argv: ['printf', '%s\\0', ...nasty] })])).toBe(nasty.map((word) => `${word}\0`).join(''));
  });

  it.each(['<volume>\n', 'no newline at the end', `END\n$x 'y' \`z\`\nEND_\n`, '', '\n'])(
    'feeds stdin as it was: %j',
    (text) => {
      expect(run([command({ argv: ['cat'], stdinText: text })])).toBe(text);
    },
  );

  it('goes on after a command that had failed', () => {
    expect(
      run([
        command({ argv: ['false'], exitCode: 1 }),
        command({ argv: ['cat'], stdinText: 'x\n', exitCode: 4 }),
        command({ argv: ['echo', 'on'] }),
      ]),
    ).toBe('x\non\n');
  });

  it('names bytes by their hash instead of showing them', () => {
    const script = operationScript('Create', [
      {
        name: 'write seed',
        commands: [command({ argv: ['virsh', 'vol-upload'], stdinBytes: 366592, stdinSha256: 'ab'.repeat(32) })],
      },
    ]);
    expect(script).toContain('virsh vol-upload < bytes-abababababab');
  });
});
