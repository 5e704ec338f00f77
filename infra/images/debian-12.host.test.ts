// Debian's own cloud-init is the judge of what debian-12 tells it: VIRTFLEET_CLOUD_INIT names a root folder that has it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../run.ts';

const etc = join(import.meta.dirname, 'debian-12/rootfs/etc');
const script = `
import sys, yaml
from cloudinit.config.schema import get_schema, validate_cloudconfig_schema
config = yaml.safe_load(open('/etc/cloud/cloud.cfg'))
config.update(yaml.safe_load(sys.stdin))
validate_cloudconfig_schema(config, get_schema(), strict=True)
print(config['system_info']['network']['renderers'][0])
`;

const ask = (input: string) => {
  const root = process.env.VIRTFLEET_CLOUD_INIT;
  return run([...(root ? ['chroot', root] : []), '/usr/bin/python3', '-B', '-c', script], { input });
};

test('a guest’s own configuration is valid: each VM would be told of what is wrong with it', async () => {
  const config = readFileSync(join(etc, 'cloud/cloud.cfg.d/10-image.cfg'), 'utf8');
  expect(await ask(config)).toBe('networkd\n');
  await expect(ask(`${config}\nlocale: false\n`)).rejects.toThrow("locale: False is not of type 'string'");
});

test('sshd takes no passwords, in the words with which cloud-init would say so: it need not start it again', () => {
  expect(readFileSync(join(etc, 'ssh/sshd_config.d/50-cloud-init.conf'), 'utf8')).toBe('PasswordAuthentication no\n');
});
