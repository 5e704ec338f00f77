import { fail } from '@virtfleet/contracts/errors';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('test', { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

test('secrets never reach a line, at the top or below', () => {
  const { log, lines } = capture();
  log.info({ password: 'hunter2', vm: { userData: '#cloud-config hunter2' }, host: 'h1' }, 'made');
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(lines[0]).toMatchObject({ level: 'info', name: 'test', host: 'h1', msg: 'made' });
});

test('an error keeps its code and the message for the log', () => {
  const { log, lines } = capture();
  log.error({ err: fail('command_failed', 'The host refused', { detail: 'virsh: exit 1' }) }, 'step failed');
  expect(lines[0]?.err).toMatchObject({ code: 'command_failed', message: 'The host refused', detail: 'virsh: exit 1' });
});
