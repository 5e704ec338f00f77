'use client';

import { type UserDataFix, userDataMaxBytes, userDataRefusal } from '@virtfleet/contracts/user-data';
import type { UserDataIssue } from '@virtfleet/contracts/user-data/check';
import { Button } from '@virtfleet/ui/button';
import { CodeEditor, type CodeEditorHandle, type EditorHelp } from '@virtfleet/ui/code-editor';
import { cx } from '@virtfleet/ui/cx';
import { Field } from '@virtfleet/ui/field';
import { type Ref, useRef } from 'react';
import { Examples } from './examples.tsx';
import { type Checked, useUserDataCheck } from './use-check.ts';

type UserDataFieldProps = {
  value: string;
  onChange: (value: string) => void;
  onBlur: () => void;
  name?: string;
  /** What the form says is wrong. */
  error?: string | undefined;
  /** What else the form says, for the warnings about it. */
  loginUser: string;
  hostname?: string;
  /** For the form, to focus what is wrong. */
  inputRef?: Ref<{ focus: () => void }>;
};

const help: EditorHelp = {
  complete: async (text, position) => (await import('./language.ts')).completeUserData(text, position),
  describe: async (text, position) => (await import('./language.ts')).describeUserData(text, position),
};

/** The cloud-config of a form: an editor that knows cloud-init's schema, its findings below it, and examples beside it. */
export function UserDataField({
  value,
  onChange,
  onBlur,
  name,
  error,
  loginUser,
  hostname,
  inputRef,
}: UserDataFieldProps) {
  const editor = useRef<CodeEditorHandle>(null);
  const checked = useUserDataCheck(value, { loginUser, ...(hostname ? { hostname } : {}) });
  const fix = userDataRefusal(value)?.fix;
  const wrong = checked.issues.some(({ severity }) => severity === 'error');
  return (
    <Field
      large
      label="user-data"
      note="optional"
      action={<Examples text={value} onText={onChange} />}
      // The findings say it, with more places than one.
      error={wrong ? <Findings checked={checked} onGoTo={goTo} /> : error}
      hint={
        value === '' ? (
          <>
            A cloud-config of up to {userDataMaxBytes / 1024} KiB, applied at the first boot. <TabHint />
          </>
        ) : (
          <Findings checked={checked} onGoTo={goTo} />
        )
      }
    >
      <CodeEditor
        ref={(handle) => {
          editor.current = handle;
          if (typeof inputRef === 'function') inputRef(handle);
          else if (inputRef) inputRef.current = handle;
        }}
        name={name}
        value={value}
        onValueChange={onChange}
        onBlur={onBlur}
        issues={checked.issues}
        issuesOf={checked.text}
        help={help}
        rows={6}
        placeholder={'#cloud-config\npackages: [nginx]'}
      />
      {fix && <Fix fix={fix} onFix={() => mend(fix)} />}
    </Field>
  );

  function goTo({ from, to }: UserDataIssue) {
    editor.current?.select(from, to);
  }
  async function mend(what: UserDataFix) {
    const { fixUserData } = await import('./language.ts');
    onChange(fixUserData(value, what));
    editor.current?.focus();
  }
}

const TabHint = () => (
  <span className="pointer-coarse:hidden">While you type, Tab indents; Escape and then Tab leaves the field.</span>
);

const fixes: Record<UserDataFix, string> = {
  'wrap script': 'Wrap this script as cloud-config',
  'add header': 'Put "#cloud-config" before it',
  'clean header': 'Begin with "#cloud-config"',
};

const Fix = ({ fix, onFix }: { fix: UserDataFix; onFix: () => void }) => (
  <div className="mt-2">
    <Button size="sm" onClick={onFix}>
      {fixes[fix]}
    </Button>
  </div>
);

/** As many as one takes in; the marks in the text show all. */
const shown = 5;

function Findings({ checked, onGoTo }: { checked: Checked; onGoTo: (issue: UserDataIssue) => void }) {
  const { issues, version } = checked;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const first = [...errors, ...issues.filter(({ severity }) => severity === 'warning')].slice(0, shown);
  return (
    <>
      {errors.length === 0 && version !== null && (
        <span className="block">
          <span className="text-green-ink">✓</span> Valid by cloud-init {version}
          {issues.length > 0 ? ', and worth a look:' : ''}
        </span>
      )}
      {first.length > 0 && (
        <ul>
          {first.map((issue) => (
            <li key={`${issue.from} ${issue.message}`} className="flex gap-2">
              <button
                type="button"
                className={cx(
                  'min-h-6 shrink-0 self-start tabular-nums underline decoration-dotted underline-offset-2 pointer-coarse:min-h-11',
                  issue.severity === 'error' ? 'text-red-ink' : 'text-amber-ink',
                )}
                onClick={() => onGoTo(issue)}
              >
                Line {issue.line}
              </button>
              <span
                className={cx(
                  'min-w-0 break-words py-1 pointer-coarse:py-3.5',
                  issue.severity === 'error' ? 'text-red-ink' : 'text-ink-2',
                )}
              >
                {issue.message}
              </span>
            </li>
          ))}
        </ul>
      )}
      {issues.length > first.length && (
        <span className="block text-ink-3">and {issues.length - first.length} more</span>
      )}
    </>
  );
}
