import type { CommandView, StepView } from '@virtfleet/contracts/views';
import { quoteArgv, quoteWord } from '@virtfleet/ui/format';

/** The commands of an operation as a script that an admin can read, learn from, and run on the host. */
export function operationScript(title: string, steps: readonly Pick<StepView, 'name' | 'commands'>[]): string {
  const parts = steps.flatMap(({ name, commands }) => [
    comment(name),
    ...(commands.length === 0 ? ['# nothing to run'] : commands.map(commandLines)),
    '',
  ]);
  return ['#!/bin/sh', comment(title), 'set -e', '', ...parts].join('\n').trimEnd().concat('\n');
}

/** A newline in a name must not end the comment. */
const comment = (text: string) => `# ${text.replace(/[\r\n]+/g, ' ')}`;

function commandLines({ argv, stdinText, stdinBytes, stdinSha256, exitCode }: CommandView): string {
  const command = quoteArgv(argv);
  // It failed and the work went on, so the script goes on as well.
  const tolerated = exitCode === 0 ? '' : ` || true # ${exitCode === null ? 'did not end' : `exit ${exitCode}`}`;
  if (stdinText !== null) return withText(command, stdinText, tolerated);
  if (stdinBytes === null || stdinBytes === 0) return command + tolerated;
  const file = `bytes-${(stdinSha256 ?? 'unknown').slice(0, 12)}`;
  return `# ${file}: ${stdinBytes} bytes, sha256 ${stdinSha256 ?? 'unknown'}\n${command} < ${file}${tolerated}`;
}

/** A here-document always ends with a newline; text that doesn't is printed as it is. */
function withText(command: string, text: string, tolerated: string): string {
  if (!text.endsWith('\n')) return `printf %s ${quoteWord(text)} | ${command}${tolerated}`;
  let end = 'END';
  while (text.split('\n').includes(end)) end += '_';
  return `${command} <<'${end}'${tolerated}\n${text}${end}`;
}
