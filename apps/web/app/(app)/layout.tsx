import { Toaster } from '@virtfleet/ui/toast';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { panelCookie } from '../../features/operations/panel-cookie.ts';
import { Shell } from '../../features/shell/shell.tsx';
import { BulkPanel } from '../../features/vms/bulk/panel.tsx';
import { ApiProvider } from '../../trpc/client.tsx';
import { LiveProvider } from '../../trpc/live.tsx';
import { Hydrated, load, trpc } from '../../trpc/server.tsx';

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const me = await load(trpc.me.get.queryOptions());
  const panelOpen = (await cookies()).get(panelCookie)?.value === 'open';
  return (
    <ApiProvider>
      <Hydrated>
        <LiveProvider userId={me.id}>
          <Shell panelOpen={panelOpen}>{children}</Shell>
          <BulkPanel />
          <Toaster />
        </LiveProvider>
      </Hydrated>
    </ApiProvider>
  );
}
