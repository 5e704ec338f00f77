import { quoteArgv } from './format.ts';

export type ScriptCommand = {
  argv: readonly string[];
  stdinText?: string | null | undefined;
  /** Bytes that aren't kept can't be repeated; the script says so. */
  stdinBytes?: number | null | undefined;
  /** Where it ran; a change of host becomes a comment. */
  host?: string;
  /** What it was for; a comment over the commands of one step. */
  step?: string | null | undefined;
};

/** A here-document's end that no line of the text equals. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'));
  let end = 'EOF';
  while (lines.has(end)) end += '_';
  return end;
}

/** One command for a POSIX shell, its input as a here-document. */
export function commandScript({ argv, stdinText, stdinBytes }: ScriptCommand): string {
  const line = quoteArgv(argv);
  if (stdinText == null || stdinText === '') {
    return stdinBytes ? `# needs ${stdinBytes} bytes on its input, which are not kept here\n# ${line}` : line;
  }
  const end = endOf(stdinText);
  return `${line} <<'${end}'\n${stdinText.endsWith('\n') ? stdinText : `${stdinText}\n`}${end}`;
}

const comment = (text: string): string => `# ${text.replaceAll(/\s+/g, ' ')}`;

/** Commands as a script that a person can read, change and run on the host itself. */
export function asScript(commands: readonly ScriptCommand[]): string {
  const parts = commands.map((command, index) => {
    const before = commands[index - 1];
    return [
      ...(command.host && command.host !== before?.host ? ['', comment(`on ${command.host}`)] : []),
      ...(command.step && command.step !== before?.step ? ['', comment(command.step)] : []),
      commandScript(command),
    ];
  });
  return `${['#!/bin/sh', 'set -e', ...parts.flat()].join('\n')}\n`;
}
