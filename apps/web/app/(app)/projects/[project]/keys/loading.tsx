import { ListLoading } from '../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return <ListLoading title="SSH keys" heads={['Name', 'Type', 'Fingerprint', 'Added by', 'Added']} />;
}
