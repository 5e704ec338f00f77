import type { ReactNode } from 'react';
import { VmListParts } from '../../../../../../features/vms/list-parts.tsx';

export default function Layout({ children }: { children: ReactNode }) {
  return <VmListParts>{children}</VmListParts>;
}
