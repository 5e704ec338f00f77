// `node infra/cloud-init/schema.ts`: makes the schema that user-data is checked against anew, from Debian's package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../install.mjs';
import { interruption } from '../run.ts';
import { cloudInitRoot } from './root.ts';

const target = join(import.meta.dirname, '../../packages/contracts/src/user-data/cloud-config.schema.json');
const packages = join(await cloudInitRoot({ say, signal: interruption() }), 'usr/lib/python3/dist-packages/cloudinit');
const version = /^__VERSION__ = "(.+)"$/m.exec(readFileSync(join(packages, 'version.py'), 'utf8'))?.[1];
const schema: object = JSON.parse(readFileSync(join(packages, 'config/schemas/schema-cloud-config-v1.json'), 'utf8'));
const notice =
  `cloudinit/config/schemas/schema-cloud-config-v1.json of cloud-init ${version}, as Debian packages it. ` +
  'Copyright Canonical Ltd. and others; GPL-3 or Apache-2.0, used here under Apache-2.0. ' +
  'Made by infra/cloud-init/schema.ts; not to be edited.';
writeFileSync(target, `${JSON.stringify({ $comment: notice, ...schema }, null, 1)}\n`);
say(`cloud-init ${version}: wrote ${target}`);
