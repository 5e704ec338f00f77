'use client';

import { type UserDataExample, userDataExamples } from '@virtfleet/contracts/user-data/examples';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Menu, MenuItem } from '@virtfleet/ui/menu';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';

/** `merged`: what was typed with the example beside it; null: that can't be read as it is. */
type Asked = { example: UserDataExample; merged: string | null };

/** Examples, one click away; over what was typed only when that is asked for. */
export function Examples({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const choose = async (example: UserDataExample) => {
    const untouched = text.trim() === '' || userDataExamples.some((each) => each.text === text);
    if (untouched) return onText(example.text);
    const language = await import('./language.ts').catch(() => null);
    setAsked({ example, merged: language?.addToUserData(text, example.text) ?? null });
    setOpen(true);
  };
  const answer = (chosen: string) => {
    setOpen(false);
    onText(chosen);
  };
  return (
    <>
      <Menu
        trigger={
          <Button size="sm">
            Examples
            <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
          </Button>
        }
      >
        {userDataExamples.map((example) => (
          <MenuItem key={example.title} onSelect={() => void choose(example)}>
            <span className="grid whitespace-normal py-1">
              {example.title}
              <span className="text-caption text-ink-3">{example.about}</span>
            </span>
          </MenuItem>
        ))}
      </Menu>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Use the example “${asked?.example.title}”?`}
        description="There is something in user-data already. Added, the example's keys and list items come beside yours, and your values stay. Undo brings back what was there."
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button onClick={() => asked && answer(asked.example.text)}>Replace</Button>
            <ActionButton
              variant="primary"
              reason={asked?.merged === null ? 'What is there can not be read; mend it first, or replace it' : null}
              onClick={() => asked?.merged != null && answer(asked.merged)}
            >
              Add to mine
            </ActionButton>
          </>
        }
      />
    </>
  );
}
