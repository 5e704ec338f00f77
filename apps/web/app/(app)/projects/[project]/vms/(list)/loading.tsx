import { VmListLoading } from '../../../../../../features/vms/list-loading.tsx';

export default function Loading() {
  return <VmListLoading />;
}
