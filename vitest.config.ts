import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/.next/**', '**/.virtfleet/**', 'e2e/**'];

/** Tiers, cheapest first; `npm test` runs them in this order. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,infra,prisma}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.{db,host,lab,full}.test.ts'],
          // Some start processes, and wait for what happens; a busy machine takes its time.
          testTimeout: 30_000,
        },
      },
      {
        // A real Postgres, a database per test.
        test: {
          name: 'db',
          include: ['{apps,packages,infra,prisma}/**/*.db.test.ts'],
          exclude,
          globalSetup: ['packages/testing/src/vitest-global.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Debian's own tools as judges, such as cloud-init reading our seeds.
        test: { name: 'host', include: ['{packages,infra}/**/*.host.test.ts'], exclude, testTimeout: 120_000 },
      },
      {
        // Real libvirt hosts; the runner brings the lab up and names it in VIRTFLEET_LAB.
        test: {
          name: 'lab',
          include: ['{apps,packages,infra}/**/*.lab.test.ts'],
          exclude,
          globalSetup: ['packages/testing/src/vitest-global.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        // What takes minutes, on real hosts: `npm run test:full`.
        test: {
          name: 'full',
          include: ['{apps,packages,infra}/**/*.full.test.ts'],
          exclude,
          globalSetup: ['packages/testing/src/vitest-global.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
