import { ListLoading } from '../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return (
    <ListLoading
      title="Projects"
      heads={['Project', 'Owners', 'Members', 'VMs', 'vCPU', 'Memory', 'Disk', 'Made', '']}
    />
  );
}
