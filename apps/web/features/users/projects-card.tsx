'use client';

import type { UserDetail } from '@virtfleet/contracts/user';
import { Card } from '@virtfleet/ui/card';
import Link from 'next/link';
import { roleWord } from '../members/role-words.ts';

/** Where they have a role, and the way to where it is changed. */
export function UserProjects({ user: { memberships, isAdmin } }: { user: UserDetail }) {
  return (
    <Card title="Projects" fact={memberships.length || undefined} flush>
      {memberships.length === 0 ? (
        <p className="px-4 py-3.5 text-ink-2">
          {isAdmin ? 'No role in any, and as an admin sees all of them.' : 'In none yet.'} A project’s Members page adds
          people to it;{' '}
          <Link href="/projects" className="text-accent underline underline-offset-2">
            Projects
          </Link>{' '}
          lists them all.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {memberships.map(({ projectId, project, role }) => (
            <li key={projectId} className="flex min-h-10 items-center gap-3 px-4">
              <Link
                href={`/projects/${project}/members`}
                className="min-w-0 flex-1 truncate font-[550] hover:underline"
              >
                {project}
              </Link>
              <span className="text-ink-2">{roleWord[role]}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
