import { ListLoading } from '../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="Users" heads={['Name', 'E-mail', 'State', 'Fleet', 'Projects', 'Last seen']} />;
}
