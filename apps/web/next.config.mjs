import { readdirSync } from 'node:fs';
import { join } from 'node:path';

// Not TypeScript: for that `next start` would load a compiler, which stays in its memory.

/** The content policy is proxy.ts's, because it carries a nonce for each page. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
];

/** What the database must have come to, for this build to serve it. */
const newestMigration = readdirSync(join(import.meta.dirname, '../../prisma/migrations'), { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  .sort()
  .at(-1);

const mime = { js: 'application/javascript', css: 'text/css' };
/**
 * Beside each script and style of a build that infra made stands its brotli form, a sixth smaller than the gzip that Next
 * makes on the way: it goes to whoever takes it, which a browser says by TLS or on this machine only.
 */
const smaller = process.env.VIRTFLEET_WEB_BUILD === undefined ? [] : Object.entries(mime);
/** @type {[{ type: 'header', key: string, value: string }]} */
const takesBrotli = [{ type: 'header', key: 'accept-encoding', value: '.*\\bbr\\b.*' }];

/** @type {import('next').NextConfig} */
const config = {
  env: { VIRTFLEET_NEWEST_MIGRATION: newestMigration },
  transpilePackages: ['api', 'auth', 'contracts', 'db', 'domain', 'services', 'telemetry', 'ui'].map(
    (name) => `@virtfleet/${name}`,
  ),
  serverExternalPackages: ['@prisma/adapter-pg', '@prisma/client', 'pg', 'pino'],
  turbopack: { root: join(import.meta.dirname, '../..') },
  // A build that is being served is never overwritten by the next one.
  distDir: process.env.VIRTFLEET_WEB_BUILD ?? '.next',
  // `npm test` checks types, and once is enough.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // Next would write into the repository's AGENTS.md, and ask the internet for its advisories.
  agentRules: false,
  experimental: { agentUpgrade: false },
  devIndicators: false,
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    ...smaller.map(([ext, type]) => ({
      source: `/_next/static/:file(.+\\.${ext})`,
      has: takesBrotli,
      headers: [
        { key: 'Content-Encoding', value: 'br' },
        { key: 'Content-Type', value: `${type}; charset=UTF-8` },
        { key: 'Vary', value: 'Accept-Encoding' },
      ],
    })),
  ],
  rewrites: async () => ({
    beforeFiles: smaller.map(([ext]) => ({
      source: `/_next/static/:file(.+\\.${ext})`,
      has: takesBrotli,
      destination: '/_next/static/:file.br',
    })),
  }),
};

export default config;
