'use client';

import type { MeView } from '@virtfleet/contracts/views';
import { Switcher } from '@virtfleet/ui/switcher';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { Current } from './current.ts';
import { hrefOf, pages, placeOf } from './pages.ts';

/** Which project one is in, and the way to others; for admins to the whole fleet too. */
export function PlaceSwitcher({ me, current: { project, inFleet } }: { me: MeView; current: Current }) {
  const place = placeOf(usePathname());
  if (me.projects.length < 2 && !me.isAdmin) return null;
  // Another project's keys, when one looks at keys; never another project's VM of this id.
  const page = place?.page.scope === 'project' && place.page.nav !== false ? place.page : pages[0];
  return (
    <Switcher
      label="Project"
      items={[
        ...(me.isAdmin
          ? [{ key: 'fleet', label: 'Whole fleet', active: inFleet, render: <Link href="/hosts" /> }]
          : []),
        ...me.projects.map(({ id, name, role }) => ({
          key: id,
          label: name,
          fact: me.isAdmin ? undefined : role,
          active: !inFleet && id === project?.id,
          render: <Link href={page ? hrefOf(page, name) : '/'} />,
        })),
      ]}
    />
  );
}
