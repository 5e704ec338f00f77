import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Not found' };

/** Of no part of the frame, and without a script: every page carries what stands here. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-2 p-4 text-center">
      <h1 className="text-title">There is nothing here</h1>
      <p className="max-w-95 text-balance text-ink-2">
        It may have been deleted, or it belongs to a project that you are not a member of.
      </p>
      <p>
        <a href="/" className="hit rounded-tag font-medium text-accent hover:underline">
          Go to your VMs
        </a>
      </p>
    </main>
  );
}
