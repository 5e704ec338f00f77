/** How a person wants it to look; system follows the device. */
export type Theme = 'system' | 'light' | 'dark';

export const themeStorageKey = 'virtfleet-theme';

/** For <head>, inline, before anything is painted: sets data-theme from what was stored, so that nothing flashes. */
export const themeScript = `try{var t=localStorage.getItem('${themeStorageKey}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;
