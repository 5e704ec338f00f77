import { ListLoading } from '../../../../../features/shell/list-loading.tsx';

export default function Loading() {
  return (
    <ListLoading title="Images" heads={['Image', 'State', 'Size', 'Disk', 'Memory', 'For', 'Login', 'On hosts']} />
  );
}
