import { VirtfleetError } from '@virtfleet/contracts/errors';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { goldenSeeds, sampleSeed } from './sample-seeds.ts';
import { renderSeed } from './seed.ts';

describe('renderSeed', () => {
  for (const [name, spec] of Object.entries(goldenSeeds))
    it(`renders ${name} as golden/ has it`, async () => {
      const seed = renderSeed(spec);
      await expect(seed.metaData).toMatchFileSnapshot(`golden/${name}/meta-data`);
      await expect(seed.userData).toMatchFileSnapshot(`golden/${name}/user-data`);
      await expect(seed.networkConfig).toMatchFileSnapshot(`golden/${name}/network-config`);
    });

  it('writes a MAC address in lower case and as a string, though all its digits could be a number to base 60', () => {
    const { networkConfig } = renderSeed(sampleSeed());
    expect(networkConfig).toContain('macaddress: "52:54:00:12:34:56"');
    expect(parse(networkConfig, { version: '1.1' }).ethernets.eth0.match.macaddress).toBe('52:54:00:12:34:56');
  });

  it.each([
    ['a key with a line break', { publicKeys: ['ssh-rsa AAAA\nno-pty ssh-rsa BBBB'] }],
    ['a key with a control character', { publicKeys: ['ssh-rsa AAAA \u0007'] }],
    ['a hostname with a paragraph separator', { hostname: 'a\u2029b' }],
    ['an empty login name', { loginUser: '' }],
    ['user-data without a header', { userData: 'packages: [nginx]\n' }],
    ['a script', { userData: '#!/bin/sh\ntrue\n' }],
    ['half of a Unicode character', { userData: '#cloud-config\nfinal_message: \ud83e\n' }],
  ])('refuses %s', (_, bootstrap) => {
    expect(refusal(() => renderSeed(sampleSeed({ bootstrap })))).toBe('invalid_input');
  });

  it('refuses a seed of more than a MiB', () => {
    const publicKeys = Array.from({ length: 80 }, () => `ssh-rsa ${'A'.repeat(16_000)}`);
    expect(refusal(() => renderSeed(sampleSeed({ bootstrap: { publicKeys } })))).toBe('invalid_input');
  });
});

function refusal(render: () => unknown): string | null {
  try {
    render();
    return null;
  } catch (error) {
    if (error instanceof VirtfleetError) return error.code;
    throw error;
  }
}
