'use client';

import './globals.css';

/** When even the frame fails, as without a database: no data, no fonts, no components that could fail again. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-content-center gap-2 p-4 text-center">
          <title>Error · Virtfleet</title>
          <h1 className="text-title">Virtfleet can’t answer now</h1>
          <p className="max-w-95 text-ink-2">
            The database may be out of reach. VMs go on running: they don’t need this page. An admin finds the reason in
            the log.
          </p>
          <p>
            <button type="button" className="font-medium text-accent hover:underline" onClick={() => retry()}>
              Try again
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
