'use client';

import { useHydrated } from '@virtfleet/ui/clock';
import { Kbd } from '@virtfleet/ui/kbd';
import { isMac } from './palette/palette-door.tsx';
import { shortcutsNow } from './shortcut.ts';

type Line = { keys: string; label: string };

/** What can be pressed here: everywhere, to go elsewhere, in a list, and on this very page. */
export function Shortcuts() {
  const mac = useHydrated() && isMac();
  const now = shortcutsNow();
  const isFrames = ({ keys }: Line) => ['/', '?', 'o'].includes(keys);
  const goTo = now.filter(({ keys }) => keys.startsWith('g '));
  const ofPage = now.filter((line) => !isFrames(line) && !goTo.includes(line));
  const inList = document.querySelector('[data-row-keys]') !== null ? listKeys : [];
  const selecting = document.querySelector('[data-row-check]') !== null ? selectKeys : [];
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      <div className="grid content-start gap-4">
        <Group
          title="Everywhere"
          lines={[{ keys: mac ? '⌘K' : 'Ctrl+K', label: 'Go to or do anything' }, ...now.filter(isFrames)]}
        />
        <Group title="On this page" lines={[...ofPage, ...inList, ...selecting]} />
      </div>
      <Group title="Go to" lines={goTo} />
    </div>
  );
}

/** DataTable's own. */
const listKeys: readonly Line[] = [
  { keys: 'j', label: 'Next row' },
  { keys: 'k', label: 'Row before' },
  { keys: 'Enter', label: 'Open the row' },
];

/** Where rows can be selected. */
const selectKeys: readonly Line[] = [
  { keys: 'x', label: 'Select the row' },
  { keys: 'Shift+J', label: 'Select on the way down' },
  { keys: 'Shift+X', label: 'Select all up to the row' },
  { keys: 'Esc', label: 'Select nothing' },
];

function Group({ title, lines }: { title: string; lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-ink-3 text-tiny">{title}</h3>
      <dl>
        {lines.map(({ keys, label }) => (
          <div key={keys} className="flex min-h-7 items-center justify-between gap-3">
            <dt>{label}</dt>
            <dd className="flex shrink-0 items-center gap-1 text-ink-2">
              {keys.split(' ').map((key, index) => (
                <span key={key} className="flex items-center gap-1">
                  {index > 0 && <span className="text-caption text-ink-3">then</span>}
                  <Kbd>{key.length === 1 ? key.toUpperCase() : key}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
