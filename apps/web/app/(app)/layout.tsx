import { Toaster } from '@virtfleet/ui/toast';
import type { ReactNode } from 'react';
import { Shell } from '../../features/shell/shell.tsx';
import { ApiProvider } from '../../trpc/client.tsx';
import { LiveProvider } from '../../trpc/live.tsx';
import { Hydrated, load, trpc } from '../../trpc/server.tsx';

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const me = await load(trpc.me.get.queryOptions());
  return (
    <ApiProvider>
      <Hydrated>
        <LiveProvider userId={me.id}>
          <Shell>{children}</Shell>
          <Toaster />
        </LiveProvider>
      </Hydrated>
    </ApiProvider>
  );
}
