'use client';
import { ChoiceCards } from './choice-cards.tsx';
import { setTheme, themeChoices, useTheme } from './theme-toggle.tsx';

/** System, light or dark, on a page. */
export function ThemeCards({ label }: { label: string }) {
  return (
    <ChoiceCards
      label={label}
      value={useTheme()}
      onValueChange={setTheme}
      choices={themeChoices.map(({ value, label: word, icon: Icon }) => ({
        value,
        title: (
          <span className="flex items-center gap-2">
            <Icon size={16} strokeWidth={1.5} aria-hidden />
            {word}
          </span>
        ),
      }))}
    />
  );
}
