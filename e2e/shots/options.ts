import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `Takes a picture of every page, at 1440 and 390 pixels, light and dark, into .virtfleet/shots.

  npm run shots                 starts an installation of its own, with a lab and debian-12, fills it, and removes it;
                                also makes those of README and docs anew (docs/images)
  npm run shots -- --simulate   the same with simulated hosts: quicker, and nothing for the docs
  npm run shots -- --of DIR     of one that runs with its state in DIR, and that this command had filled or fills now
  npm run shots -- … NAME …     only these, such as: vms palette`;

/** Null: help is asked for. Throws what is wrong with it. */
export function shotsOptions(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      simulate: { type: 'boolean', default: false },
      of: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return {
    simulate: values.simulate,
    of: values.of === undefined ? null : resolve(values.of),
    names: positionals,
  };
}
