import { Card } from '@virtfleet/ui/card';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { redirect } from 'next/navigation';
import { load, trpc } from '../../trpc/server.tsx';

export default async function HomePage() {
  const { projects, isAdmin } = await load(trpc.me.get.queryOptions());
  const [first] = projects;
  if (first) redirect(`/projects/${first.name}/vms`);
  if (isAdmin) redirect('/hosts');
  return (
    <Card flush label="No project">
      <EmptyState title="You are in no project yet">
        VMs belong to projects. Ask an admin of this fleet to make you a member of one.
      </EmptyState>
    </Card>
  );
}
