'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useSyncExternalStore } from 'react';
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
export const useTheme = (): Theme => useSyncExternalStore<Theme>(subscribe, read, () => 'system');

export const themeChoices = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

/** System, light or dark, in a Menu: there only menu items can be reached by keyboard. */
export function ThemeMenu() {
  const theme = useTheme();
  return (
    <MenuRadioGroup title="Theme" value={theme} onValueChange={setTheme}>
      {themeChoices.map(({ value, label, icon: Icon }) => (
        <MenuRadioItem key={value} value={value} icon={<Icon size={16} strokeWidth={1.5} aria-hidden />}>
          {label}
        </MenuRadioItem>
      ))}
    </MenuRadioGroup>
  );
}
