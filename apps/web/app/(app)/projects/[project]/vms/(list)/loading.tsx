import { ListLoading } from '../../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="VMs" heads={['Name', 'State', 'Size', 'Address', 'Image', 'Created']} />;
}
