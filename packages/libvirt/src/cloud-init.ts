import { type CloudInitStatus, type GuestFacts, mostOfGuest } from '@virtfleet/contracts/guest';
import { z } from 'zod';
import { plain } from './parse-agent.ts';

/**
 * What `cloud-init status --long` looks at (cloudinit/cmd/status.py), without the seconds of Python that it takes in an emulated
 * guest: the files that cloud-init keeps in /run, and whether it is disabled. Where systemd says that all has started and there is no
 * result, it died before it could say so. Any guest that keeps the same files is understood. Prints a word, then status.json, then
 * result.json.
 */
export const cloudInitScript = `export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
c=/run/cloud-init
[ -e $c/result.json ] || system=$(systemctl is-system-running 2>/dev/null)
if [ -e $c/disabled ] || [ -e /etc/cloud/cloud-init.disabled ]; then echo disabled
elif [ -e $c/result.json ]; then echo ended
elif [ -e $c/status.json ] || [ -e $c/log ]; then
  case \${system-} in running | degraded) echo failed ;; *) echo running ;; esac
elif command -v cloud-init >/dev/null; then echo waiting
else echo none; fi
for f in status result; do echo "--- $f"; head -c 65536 $c/$f.json 2>/dev/null; echo; done
exit 0`;

const message = z.string().transform((text) => plain(readable(text), 2000));

/** cloud-init writes errors of its modules as Python does: "('runcmd', RuntimeError('it\\'s bad'))". */
function readable(text: string): string {
  const [, module, single, double] = /^\('([\w.-]+)', \w+\((?:'(.*)'|"(.*)")\)\)$/s.exec(text) ?? [];
  const said = single ?? double;
  if (module === undefined || said === undefined) return text;
  return `${module}: ${said.replaceAll('\\n', ' ').replace(/\\(['"\\])/g, '$1')}`;
}

const found = z
  .looseObject({
    errors: z.array(message).catch([]),
    /** Since cloud-init 24.1: by level, such as WARNING. */
    recoverable_errors: z.record(z.string(), z.array(message)).catch({}),
  })
  .catch({ errors: [], recoverable_errors: {} });

/** The `v1` of one of its files: what it says itself, and of each stage. */
function readFile(text: string) {
  try {
    const v1 = z.object({ v1: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text)).v1;
    const parts = [v1, ...Object.values(v1).filter((part) => typeof part === 'object' && part !== null)];
    const all = parts.map((part) => found.parse(part));
    return {
      errors: all.flatMap((part) => part.errors),
      recoverable: all.flatMap((part) => Object.values(part.recoverable_errors).flat()),
    };
  } catch {
    return null;
  }
}

const sections = /^(\w+)\n--- status\n([\s\S]*?)\n--- result\n([\s\S]*)$/;

/** What the script printed in a guest; null: nothing there is or does as cloud-init. */
export function parseCloudInit(stdout: string): GuestFacts['cloudInit'] {
  const [, word = '', statusText = '', resultText = ''] = sections.exec(stdout) ?? [];
  if (word === 'none') return null;
  const [status, result] = [readFile(statusText), readFile(resultText)];
  const unique = (texts: readonly string[]) => [...new Set(texts)].filter(Boolean).slice(0, mostOfGuest.errors);
  const errors = unique([...(result?.errors ?? []), ...(status?.errors ?? [])]);
  const warnings = unique([...(result?.recoverable ?? []), ...(status?.recoverable ?? [])]);
  const be = (is: CloudInitStatus, said: readonly string[] = errors) => ({ status: is, errors: [...said] });
  switch (word) {
    case 'disabled':
      return be('disabled', []);
    case 'waiting':
      return be('not_run', []);
    case 'running':
      return be('running');
    case 'failed':
      return be(
        'error',
        errors.length > 0 ? errors : ['The system has started, and cloud-init ended without a result'],
      );
    case 'ended':
      if (!result) return be('unknown');
      if (errors.length > 0) return be('error', unique([...errors, ...warnings]));
      return warnings.length > 0 ? be('degraded', warnings) : be('done');
    default:
      return be('unknown', []);
  }
}
