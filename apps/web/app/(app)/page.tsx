import { Card } from '@virtfleet/ui/card';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { placeCookie } from '../../features/shell/place-cookie.ts';
import { load, trpc } from '../../trpc/server.tsx';

export default async function HomePage() {
  const { projects, isAdmin } = await load(trpc.me.get.queryOptions());
  // Where one was last; an empty name is the whole fleet.
  const last = (await cookies()).get(placeCookie)?.value;
  if (last === '' && isAdmin) redirect('/hosts');
  const project = projects.find(({ name }) => name === last) ?? projects[0];
  if (project) redirect(`/projects/${encodeURIComponent(project.name)}`);
  if (isAdmin) redirect('/hosts');
  return (
    <Card flush label="No project">
      <EmptyState title="You are in no project yet">
        VMs belong to projects. Ask an admin of this fleet to make you a member of one.
      </EmptyState>
    </Card>
  );
}
