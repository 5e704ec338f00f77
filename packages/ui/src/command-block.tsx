'use client';
import { CopyButton } from './copy-line.tsx';
import { cx } from './cx.ts';
import { formatBytes, formatDuration, quoteArgv } from './format.ts';
import { commandScript } from './script.ts';

type CommandBlockProps = {
  /** Where it ran, before the $. */
  prompt: string;
  argv: readonly string[];
  stdinText?: string | null;
  /** Of bytes that aren't text only the size and the hash are kept. */
  stdinBytes?: number | null;
  stdinSha256?: string | null;
  stdout?: string;
  stderr?: string;
  exitCode: number | null;
  /** Why there is no exit code: a timeout, a lost connection. */
  error?: string | null;
  durationMs: number;
  /** It was a question to which no is an answer: a code other than 0 is no failure. */
  asked?: boolean;
};

/** One command as a terminal would show it: what was run, what it was given, what it said, how it ended. */
export function CommandBlock(props: CommandBlockProps) {
  const { prompt, argv, stdinText, stdinBytes, stdinSha256, stdout, stderr, exitCode, error, durationMs } = props;
  const { asked = false } = props;
  const says = Boolean(stdinText || stdinBytes || stdout || stderr);
  const failed = error != null || (exitCode !== 0 && !asked);
  return (
    <div className="mono overflow-hidden rounded-control bg-sunken leading-4.75">
      <div className="flex items-start gap-x-3 px-3 pt-2.5">
        <div className="min-w-0 flex-1 whitespace-pre-wrap break-words">
          <span className="select-none text-ink-3">{prompt} $ </span>
          <span className="font-medium text-ink">{quoteArgv(argv)}</span>
        </div>
        <span className="shrink-0">
          <CopyButton
            text={() => commandScript({ argv, stdinText, stdinBytes, stdinSha256 })}
            variant="ghost"
            aria-label={`Copy the command ${argv.slice(0, 2).join(' ')}`}
            className="-mt-0.75 -mr-2 font-sans"
          />
        </span>
      </div>
      {says && (
        // Long XML scrolls inside, so that the next step stays near; a region that scrolls must take the keyboard's focus.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <pre tabIndex={0} className="mono max-h-80 overflow-auto whitespace-pre px-3 leading-4.75 -outline-offset-2">
          {stdinText && (
            <>
              <span className="sr-only">Given: </span>
              <span className="block text-ink-3">{stdinText.trimEnd()}</span>
            </>
          )}
          {stdinText == null && stdinBytes != null && stdinBytes > 0 && (
            <span className="block text-ink-3">
              {`< ${formatBytes(stdinBytes)}${stdinSha256 ? `, sha256 ${stdinSha256.slice(0, 12)}…` : ''}`}
            </span>
          )}
          {stdout && <span className="block text-ink-2">{stdout.trimEnd()}</span>}
          {stderr && (
            <span className={cx('block whitespace-pre-wrap break-words', failed ? 'text-red-ink' : 'text-ink-2')}>
              {stderr.trimEnd()}
            </span>
          )}
        </pre>
      )}
      <div className="px-3 pt-0.5 pb-2.5 text-right text-ink-3">
        <span className={cx(failed && 'text-red-ink')}>
          {error ?? (exitCode === null ? 'still running' : `exit ${exitCode}`)}
        </span>
        {`, ${formatDuration(durationMs)}`}
      </div>
    </div>
  );
}
