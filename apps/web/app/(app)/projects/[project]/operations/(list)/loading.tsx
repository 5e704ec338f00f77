import { ListLoading } from '../../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="Operations" heads={['Operation', 'Status', 'Host', 'By', 'Took', 'Asked']} />;
}
