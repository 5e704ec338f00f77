import { expect, test } from 'vitest';
import { failedCommand } from './failed.ts';

test('a full pool is told in words, and what libvirt said stays for the log', () => {
  const stderr =
    'error: Failed to create vol from /dev/stdin\nerror: internal error: Child process (/usr/bin/qemu-img create) unexpected exit status 1: qemu-img: Could not write qcow2 header: No space left on device\n\n';
  const error = failedCommand(['virsh', 'vol-create'], { exitCode: 1, stdout: '', stderr });
  expect(error.message).toBe('No space is left on the host: its storage pool is full');
  expect(error.detail).toMatch(/^virsh vol-create ended with 1: Failed to create vol.*No space left on device$/);
});

test('a pool that is off is told with what an admin types', () => {
  const stderr =
    "error: failed to get vol 'x'\nerror: Requested operation is not valid: storage pool 'fast' is not active\n";
  expect(failedCommand(['virsh', 'vol-info'], { exitCode: 1, stdout: '', stderr }).message).toBe(
    'The host’s storage pool fast is off: an admin starts it there, by virsh pool-start fast',
  );
});

test('any other complaint is passed on, without what must not be seen', () => {
  const error = failedCommand(['virsh'], { exitCode: 1, stdout: '', stderr: 'error: no s3cret here\n' }, ['s3cret']);
  expect(error.message).toBe('no [redacted] here');
});
