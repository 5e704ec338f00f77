import type { Page } from '@playwright/test';
import { openBrowser, signInBy } from '../instance/browser.ts';
import { scratch } from '../instance/scratch.ts';
import type { Bench } from './figure.ts';

/** How much JavaScript comes to a browser that knows none of it, as compressed on its way, until the VMs page stands still. */
export const bundle: Bench = async (say) => {
  const home = scratch();
  const browser = await openBrowser(say);
  try {
    const instance = await home.start({ simulated: 1 });
    try {
      const signedIn = await browser.newContext();
      const first = await signedIn.newPage();
      await signInBy(first, instance, 'tenant');
      const project = new URL(first.url()).pathname.split('/')[2];
      const cookies = await signedIn.cookies();
      await signedIn.close();
      const fresh = await browser.newContext();
      await fresh.addCookies(cookies);
      const page = await fresh.newPage();
      const scripts = await scriptsOf(page, `${instance.url}/projects/${project}/vms`);
      const bytes = scripts.reduce((sum, each) => sum + each.bytes, 0);
      return [
        {
          name: 'bundle',
          value: bytes / 1024,
          unit: 'KiB',
          bound: 200,
          beside: `${scripts.length} files of JavaScript`,
        },
      ];
    } finally {
      await instance.stop();
    }
  } finally {
    await browser.close();
    await home.remove();
  }
};

async function scriptsOf(page: Page, url: string): Promise<{ url: string; bytes: number }[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Map<string, string>();
  const sizes = new Map<string, number>();
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') scripts.set(requestId, response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(url);
  await page.getByRole('heading', { name: 'VMs', exact: true }).waitFor();
  // The live stream stays open, so the network is never idle: what is shown as live has run all that the page begins with.
  await page.getByText('Live', { exact: true }).waitFor();
  return [...scripts].map(([id, at]) => ({ url: at, bytes: sizes.get(id) ?? 0 }));
}
