'use client';

import '@virtfleet/ui/data-table';
import '@virtfleet/ui/list-toolbar';
import '@virtfleet/ui/page-header';
import type { ReactNode } from 'react';
import './list-columns.tsx';

/** What the list and its skeleton are both drawn with comes with the layout above both: else each brings a copy of it. */
export const VmListParts = ({ children }: { children: ReactNode }): ReactNode => children;
