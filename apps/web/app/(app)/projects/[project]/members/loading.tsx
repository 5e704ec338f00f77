import { ListLoading } from '../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading plain title="Members" heads={['Name', 'Role', 'E-mail', 'Since', '']} />;
}
