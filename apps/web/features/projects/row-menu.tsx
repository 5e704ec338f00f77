'use client';

import type { ProjectAction, ProjectListItem } from '@virtfleet/contracts/project';
import { IconButton } from '@virtfleet/ui/button';
import { Menu, MenuItem, MenuLink, MenuSeparator } from '@virtfleet/ui/menu';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';

type RowMenuProps = { project: ProjectListItem; onAction: (action: ProjectAction) => void };

/** A project's pages, and what an admin may do with it. */
export function RowMenu({ project: { name, archivedAt, can }, onAction }: RowMenuProps) {
  const base = `/projects/${name}`;
  const reason = (action: ProjectAction) => (can[action].ok ? null : can[action].reason);
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${name}`} size="sm">
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      }
    >
      {archivedAt ? (
        <MenuItem onSelect={() => onAction('restore')}>Restore</MenuItem>
      ) : (
        <>
          <MenuLink render={<Link href={`${base}/vms`} />}>VMs</MenuLink>
          <MenuLink render={<Link href={`${base}/members`} />}>Members</MenuLink>
          <MenuLink render={<Link href={`${base}/quota`} />}>Quota & usage</MenuLink>
          <MenuSeparator />
          <MenuItem reason={reason('archive')} onSelect={() => onAction('archive')}>
            Archive…
          </MenuItem>
        </>
      )}
      <MenuItem reason={reason('delete')} onSelect={() => onAction('delete')}>
        Delete…
      </MenuItem>
    </Menu>
  );
}
