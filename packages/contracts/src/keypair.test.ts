import { describe, expect, test } from 'vitest';
import { keypairName, parsePublicKey, publicKey } from './keypair.ts';

/** Made by ssh-keygen; their private halves are gone. */
const good = {
  ed25519: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGDEKh7wGgx4TAqZdkn8ioH+laYSv/vjWGpPiVh5D8jQ',
  rsa: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQChKn/yhBJ05XC9NnZmdM3JHh0zpuXVHQtD4+URoQGp4iemFUQ31dGlKEn9/vFcervgLZ3obrISNh74RmsweHxMZ5cj4XuTOoSPYS9A4w3u1ajV2uzz3/Ld/bvB+NIs8cMNSSstlxMZI7Gy6BX8N9fnrOB9LMrSRCe3VPR4ghMZnf4ZrL7+Kx7hgykLJ4EvNlAFloJPm6QcCAQfXsYmOv19X/FvumWj7jgV5TGxtC3X/oBrJsQ2qoRX+JUYVqsXy0GnAu1rwTu8B3uuPZ9ijklCrTn1dGZG84haZ5u3BhjVHRuksygOMVRLhO9svZMsFYwpUHdxgKNPd0hf/q4dh25jie8otKXuDzJg6PGuEyBvOJfpEk8IZdYI9xDFLnFvFDmTxKeefTDckXIPz7w5ZK2a+ELFGnMXrx9+S63Stjv6/Q6GQKShlAd+3ZLvmiDpeY0sf8npPV/B8Q7/4qtbJSgkwJ5tLJTHK6Q4DeinxBMzKxf+ON/F/mYba23ujgIpHLM=',
  ecdsa256:
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG8rGUr2E1gb8KDBpFzDOY84JwyUNr4ptMkSg7lq5e3gjtZW0I3U+TmKX05Gsrwvtr6IR62Aw2goqf73vsdWNVY=',
  ecdsa521:
    'ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBADi1YuzCCPdz+zuMc4GYBWrn/RPzTvvTqdHi+kz7XNJGcrUtqQARsJ0/kXv20mT61SnIIYkQqkBdpn75nC8vKsyagE3Y2BfK543V9Ldt5jr5SB3129+lfu0ZVOkyFrIPNldTk0mx0gbUd5JRvq/UnoDnscU51ziwLTg6+cOPfe5MZu3dw==',
};

describe('a public key', () => {
  test.each(Object.entries(good))('%s, with and without a comment', (_, line) => {
    const [type, base64] = line.split(' ');
    expect(parsePublicKey(line)).toEqual({ ok: true, key: { type, base64, comment: '' } });
    expect(parsePublicKey(`  ${line}   ada’s <laptop> "7"\n`)).toEqual({
      ok: true,
      key: { type, base64, comment: 'ada’s <laptop> "7"' },
    });
  });
});

test('a security key, with the application it is for', () => {
  const field = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const type = 'sk-ssh-ed25519@openssh.com';
  const blob = [Buffer.from(type), Buffer.alloc(32, 7), Buffer.from('ssh:')].map(field);
  expect(parsePublicKey(`${type} ${Buffer.concat(blob).toString('base64')}`).ok).toBe(true);
  expect(parsePublicKey(`${type} ${Buffer.concat(blob.slice(0, 2)).toString('base64')}`).ok).toBe(false);
});

describe('what is none', () => {
  const message = (text: string) => {
    const parsed = parsePublicKey(text);
    return parsed.ok ? null : parsed.message;
  };
  const base64 = good.ed25519.split(' ')[1] ?? '';

  test('a private key is told to stay private', () => {
    for (const kind of ['OPENSSH', 'RSA', 'EC', 'ENCRYPTED'])
      expect(
        message(`-----BEGIN ${kind} PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END ${kind} PRIVATE KEY-----\n`),
      ).toMatch(/private key. Keep it to yourself/);
  });

  test.each([
    ['nothing', '', /Paste a public key/],
    ['spaces', '   \n', /Paste a public key/],
    ['words', 'my key', /begins with its type/],
    ['unicode', 'schlüssel', /begins with its type/],
    ['XML', '<key/>', /begins with its type/],
    ['shell', '$(cat ~/.ssh/id_ed25519.pub)', /begins with its type/],
    ['a path', '../.ssh/id_ed25519.pub', /begins with its type/],
    ['options before it', `command="reboot" ${good.ed25519}`, /begins with its type/],
    ['the old DSA', 'ssh-dss AAAAB3NzaC1kc3M=', /begins with its type/],
    ['a certificate', 'ssh-ed25519-cert-v01@openssh.com AAAA', /begins with its type/],
    ['a type alone', 'ssh-ed25519', /damaged/],
    ['a cut key', good.ed25519.slice(0, -8), /damaged/],
    ['a key cut in a field', good.rsa.slice(0, 200), /damaged/],
    ['another type’s content', `ssh-rsa ${base64}`, /damaged/],
    ['no base64', 'ssh-ed25519 <script>', /damaged/],
    ['base64 of nothing', 'ssh-ed25519 AAAA', /damaged/],
    // Its type's name, then 3 bytes where 32 belong.
    ['a key of too few bytes', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAwEAAQ==', /damaged/],
    ['a key with something behind it', `ssh-ed25519 ${base64}AAAAAwEA`, /damaged/],
    ['two keys', `${good.ed25519}\n${good.rsa}`, /one line/],
  ])('%s', (_, text, words) => {
    expect(message(text)).toMatch(words);
  });

  test('too long a text is not even read', () => {
    expect(publicKey.safeParse(`${good.ed25519} ${'x'.repeat(20_000)}`).error?.issues[0]?.message).toMatch(/Too long/);
  });
});

describe('a key’s name', () => {
  test.each(['laptop', 'Schlüssel 1', '鍵', 'ada@host-1.example+x_y'])('is taken: %s', (name) => {
    expect(keypairName.parse(name)).toBe(name);
  });
  test('spaces around it go', () => {
    expect(keypairName.parse('  laptop ')).toBe('laptop');
  });
  test.each(['', '   ', 'a'.repeat(300), '../x', '"x"', "x'", '<x>', 'x;y', '$(x)', 'x\ny', '-x', 'x\0'])(
    'is refused: %j',
    (name) => {
      expect(keypairName.safeParse(name).success).toBe(false);
    },
  );
});
