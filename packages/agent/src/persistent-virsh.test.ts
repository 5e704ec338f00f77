import { expect, test } from 'vitest';
import { answerIn } from './persistent-virsh.ts';

// As virsh 9.0 wrote them through a pipe, up to the marker's "echo @@n@@".
test('the first answer, behind the prompt and our own line', () => {
  expect(answerIn('virsh # list --all\n 1   vf-1   running\nvirsh # ')).toEqual({
    ok: true,
    stdout: ' 1   vf-1   running\n',
  });
});

test('what was left of the marker before it does not count', () => {
  expect(answerIn('@@7@@virsh # domstate vf-1\nrunning\nvirsh # ')).toEqual({ ok: true, stdout: 'running\n' });
});

test('output without an end of line', () => {
  expect(answerIn('@@7@@virsh # echo one\nonevirsh # ')).toEqual({ ok: true, stdout: 'one' });
  expect(answerIn('@@7@@virsh # list --name\nvirsh # ')).toEqual({ ok: true, stdout: '' });
});

test('of a long line readline shows only the tail', () => {
  const text = '@@1@@virsh # \r<4567890123-0198abcdabcd.qcow2\n<volume/>\nvirsh # ';
  expect(answerIn(text)).toEqual({ ok: true, stdout: '<volume/>\n' });
});

test('a complaint is an answer, on one line', () => {
  const text =
    "virsh # domstate x\nerror: failed to get domain 'x'\nerror: Domain not found: no domain with matching name 'x'\nvirsh # ";
  expect(answerIn(text)).toEqual({
    ok: false,
    said: "failed to get domain 'x': Domain not found: no domain with matching name 'x'",
  });
});

test('text of a person that looks like a complaint or a prompt stays text', () => {
  const xml = '<domain>\n<description>\nerror: none\nvirsh # \n</description>\n</domain>\n';
  expect(answerIn(`virsh # dumpxml vf-1\n${xml}virsh # `)).toEqual({ ok: true, stdout: xml });
});

test('a libvirtd that went away is told at the prompt, before our line', () => {
  const text =
    '@@3@@virsh # error: Disconnected from qemu:///system due to end of file\nlist --all\nerror: Reconnected to the hypervisor\nvirsh # ';
  expect(answerIn(text)).toMatchObject({
    ok: false,
    said: expect.stringContaining('Disconnected from qemu:///system'),
  });
});
