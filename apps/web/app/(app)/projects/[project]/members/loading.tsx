import { ListLoading } from '../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="Members" heads={['Name', 'Role', 'E-mail', 'Since', '']} />;
}
