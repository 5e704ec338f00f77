'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { ChoiceCards } from './choice-cards.tsx';
import { MenuRadioGroup, MenuRadioItem } from './menu.tsx';
import { type Theme, themeStorageKey } from './theme-script.ts';

const changed = 'virtfleet-theme-changed';

function subscribe(listener: () => void): () => void {
  window.addEventListener('storage', listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener('storage', listener);
    window.removeEventListener(changed, listener);
  };
}

function read(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
}

/** Shows a theme at once and keeps it for the next visit. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(themeStorageKey);
    else localStorage.setItem(themeStorageKey, theme);
  } catch {
    // A browser that stores nothing keeps it for this page.
  }
  window.dispatchEvent(new Event(changed));
}

/** The theme that was chosen. */
const useTheme = (): Theme => useSyncExternalStore<Theme>(subscribe, read, () => 'system');

const choices = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

/** System, light or dark, in a Menu: there only menu items can be reached by keyboard. */
export function ThemeMenu() {
  const theme = useTheme();
  return (
    <MenuRadioGroup title="Theme" value={theme} onValueChange={setTheme}>
      {choices.map(({ value, label, icon: Icon }) => (
        <MenuRadioItem key={value} value={value} icon={<Icon size={16} strokeWidth={1.5} aria-hidden />}>
          {label}
        </MenuRadioItem>
      ))}
    </MenuRadioGroup>
  );
}

/** The same on a page. */
export function ThemeCards({ label }: { label: string }) {
  return (
    <ChoiceCards
      label={label}
      value={useTheme()}
      onValueChange={setTheme}
      choices={choices.map(({ value, label: word, icon: Icon }) => ({
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
