/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import { openBrowser, signInBy } from '../instance/browser.ts';
import { scratch } from '../instance/scratch.ts';
import { choices, createVm, ended } from '../instance/tenant.ts';
import { type Bench, median } from './figure.ts';
import { insertVms, p95 } from './listed.ts';

const listed = 5000;
const times = 40;

/**
 * The VMs page of a project with 5,000 VMs, opened by its address: from the navigation until its first row answers to
 * keys and clicks. Beside it the largest contentful paint and what moved after it was painted.
 */
export const vmPage: Bench = async (say) => {
  const home = scratch();
  const browser = await openBrowser(say);
  try {
    const instance = await home.start({ simulated: 10 });
    try {
      const tenant = await instance.tenant();
      const { operationId } = await createVm(tenant, await choices(tenant, home.stateDir), 'model');
      await ended(instance.databaseUrl, operationId);
      await insertVms(instance.databaseUrl, listed);
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addInitScript(measure);
      await signInBy(page, instance, 'tenant');
      const project = new URL(page.url()).pathname.split('/')[2];
      const url = `${instance.url}/projects/${project}/vms`;
      for (let i = 0; i < 5; i++) await open(page, url);
      say(`opening the page ${times} times`);
      const seen: Measured[] = [];
      for (let i = 0; i < times; i++) seen.push(await open(page, url));
      const interactive = seen.map(({ interactiveMs }) => interactiveMs);
      const painted = p95(seen.map(({ paintedMs }) => paintedMs));
      const shift = Math.max(...seen.map(({ shifted }) => shifted));
      return [
        {
          ...{ name: 'vm-page', unit: 'ms', bound: 1_000 },
          value: p95(interactive),
          beside: `median ${median(interactive).toFixed(0)}, largest contentful paint ${painted.toFixed(0)} ms, layout shift ${shift.toFixed(3)}`,
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

type Measured = { interactiveMs: number; paintedMs: number; shifted: number };

declare global {
  interface Window {
    measured?: Measured;
  }
}

/** Runs in the page, before all of its own. */
function measure() {
  const measured: Measured = { interactiveMs: 0, paintedMs: 0, shifted: 0 };
  window.measured = measured;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) measured.paintedMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if ('value' in entry && typeof entry.value === 'number') measured.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const row = document.querySelector('[data-row-link]');
    // React puts its own key on an element once it listens there.
    if (row && Object.keys(row).some((key) => key.startsWith('__reactProps')))
      measured.interactiveMs = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

async function open(page: Page, url: string): Promise<Measured> {
  await page.goto(url);
  await page.waitForFunction(() => (window.measured?.interactiveMs ?? 0) > 0);
  // What moves, moves when the live stream and what the page asks for later come.
  await page.getByText('Live', { exact: true }).waitFor();
  await page.waitForTimeout(500);
  const measured = await page.evaluate(() => window.measured);
  if (!measured) throw new Error('the page measured nothing');
  return measured;
}
