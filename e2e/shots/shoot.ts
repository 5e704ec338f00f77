/// <reference lib="dom" />
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { type Person, signInBy } from '@virtfleet/infra/instance/browser';
import { open } from '../every-page.ts';
import type { Shown } from './content.ts';
import type { Scene, Size } from './scenes.ts';

export const sizes: Record<Size, { width: number; height: number }> = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};
export const themes = ['light', 'dark'] as const;

export type Place = { url: string; stateDir: string };

/** One browser page per person and size, signed in once. */
export function lookers(browser: Browser, at: Place) {
  const pages = new Map<string, Promise<Page>>();
  const signedIn = new Map<Person, Promise<Awaited<ReturnType<BrowserContext['storageState']>>>>();
  const session = (who: Person) => {
    const known = signedIn.get(who);
    if (known) return known;
    const begun = (async () => {
      const context = await browser.newContext();
      await signInBy(await context.newPage(), at, who);
      const state = await context.storageState();
      await context.close();
      return state;
    })();
    signedIn.set(who, begun);
    return begun;
  };
  const newPage = async (who: Scene['who'], size: Size) => {
    const context = await browser.newContext({
      baseURL: at.url,
      viewport: sizes[size],
      hasTouch: size === 'phone',
      reducedMotion: 'reduce',
      ...(who && { storageState: await session(who) }),
    });
    context.setDefaultTimeout(30_000);
    return context.newPage();
  };
  return (who: Scene['who'], size: Size): Promise<Page> => {
    const key = `${who} ${size}`;
    const page = pages.get(key) ?? newPage(who, size);
    pages.set(key, page);
    return page;
  };
}

/** The scene as it stands when nothing on it moves any more; a page is as high as what is on it. */
export async function show(page: Page, scene: Scene, shown: Shown, size: Size) {
  await page.setViewportSize(sizes[size]);
  await open(page, scene.path(shown));
  if (scene.who !== null) await page.getByText('Live', { exact: true }).first().waitFor({ state: 'attached' });
  await scene.act?.(page);
  await page.mouse.move(0, 0);
  // A VM is measured from when its page is open, so the first figures come seconds later.
  await expect(page.getByText('measuring…')).toHaveCount(0, { timeout: 20_000 });
  await still(page);
  if (scene.act) return;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({
    width: sizes[size].width,
    height: Math.min(Math.max(height, sizes[size].height), 4000),
  });
  await still(page);
}

/** Until fonts are there and half a second went by without a change, or ten seconds in all. */
const still = (page: Page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, 500);
      const observer = new MutationObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(resolve, 500);
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      setTimeout(resolve, 10_000);
    });
  });

export async function shoot(page: Page, dir: string, scene: Scene, size: Size) {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(dir, `${sizes[size].width}-${colorScheme}`, `${scene.name}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

export const kib = (file: string) => Math.round(statSync(file).size / 1024);
