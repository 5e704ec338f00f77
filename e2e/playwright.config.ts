import { defineConfig } from '@playwright/test';

/** The runner starts Virtfleet and names it in VIRTFLEET_URL, and its state in VIRTFLEET_STATE. */
const url = process.env.VIRTFLEET_URL;
if (!url) throw new Error('VIRTFLEET_URL is not set: run `npm test`, which starts what the flows need');

export default defineConfig({
  outputDir: '../test-results',
  forbidOnly: true,
  workers: 2,
  timeout: 300_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: url,
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    // Real hosts, emulated guests: one flow at a time.
    { name: 'lab', testDir: 'lab', workers: 1 },
    // Simulated hosts: side by side.
    { name: 'fake', testDir: 'fake' },
    // What takes minutes: hosts and processes that fail.
    { name: 'full', testDir: 'full', workers: 1 },
  ],
});
