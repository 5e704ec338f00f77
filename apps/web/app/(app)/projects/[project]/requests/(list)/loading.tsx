import { ListLoading } from '../../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="Requests" heads={['Request', 'State', 'Asked by', 'For', 'Each', 'Asked']} />;
}
