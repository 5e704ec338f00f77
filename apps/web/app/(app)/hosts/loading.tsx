import { ListLoading } from '../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="Hosts" heads={['Host', 'State', 'VMs', 'vCPU', 'Memory', 'Pool']} />;
}
