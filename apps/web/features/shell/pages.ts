/**
 * Every page that has a place in the frame. Nav, breadcrumbs, the palette, the go-to keys and the sheet of shortcuts are all
 * made of this table: a new page is one line here.
 */
export type Page = {
  id: string;
  /** Of a project, of the whole fleet (admins only), or one's own. */
  scope: 'project' | 'fleet' | 'own';
  /** Below /projects/NAME for a project's page, else from the root. */
  path: string;
  /** In the nav, the breadcrumbs and the palette. */
  word: string;
  /** The nav's heading that it stands under; undefined: the first group, which has none. */
  section?: string;
  /** False: not in the nav. */
  nav?: false;
  /** The key after "g" that goes there. */
  go?: string;
  /** Other words that people look for it by. */
  also?: string;
};

export const pages: readonly Page[] = [
  { id: 'overview', scope: 'project', path: '', word: 'Overview', go: 'o', also: 'home dashboard attention' },
  { id: 'vms', scope: 'project', path: '/vms', word: 'VMs', go: 'v', also: 'virtual machines instances servers' },
  { id: 'vms/new', scope: 'project', path: '/vms/new', word: 'New', nav: false },
  { id: 'requests', scope: 'project', path: '/requests', word: 'Requests', go: 'r', also: 'approval ask policy' },
  { id: 'operations', scope: 'project', path: '/operations', word: 'Operations', go: 'p', also: 'tasks history jobs' },
  { id: 'images', scope: 'project', path: '/images', word: 'Images', section: 'Storage', go: 'i', also: 'systems' },
  {
    id: 'keys',
    scope: 'project',
    path: '/keys',
    word: 'SSH keys',
    section: 'Access',
    go: 'k',
    also: 'public keypairs',
  },
  {
    id: 'members',
    scope: 'project',
    path: '/members',
    word: 'Members',
    section: 'Access',
    go: 'm',
    also: 'people roles',
  },
  { id: 'quota', scope: 'project', path: '/quota', word: 'Quota & usage', section: 'Access', go: 'q', also: 'limits' },
  { id: 'hosts', scope: 'fleet', path: '/hosts', word: 'Hosts', go: 'h', also: 'hypervisors nodes servers' },
  { id: 'operations', scope: 'fleet', path: '/operations', word: 'Operations', go: 'p', also: 'tasks history jobs' },
  {
    id: 'requests',
    scope: 'fleet',
    path: '/requests',
    word: 'Requests',
    section: 'Governance',
    go: 'r',
    also: 'approve reject inbox',
  },
  {
    id: 'projects',
    scope: 'fleet',
    path: '/projects',
    word: 'Projects',
    section: 'Governance',
    go: 'j',
    also: 'quotas',
  },
  {
    id: 'users',
    scope: 'fleet',
    path: '/users',
    word: 'Users',
    section: 'Governance',
    go: 'u',
    also: 'people accounts',
  },
  { id: 'account', scope: 'own', path: '/account', word: 'Your account', go: 'a', also: 'password sessions theme' },
];

/** Where a page is; a project's page needs the project's name. */
export const hrefOf = ({ scope, path }: Page, project: string): string =>
  scope === 'project' ? `/projects/${encodeURIComponent(project)}${path}` : path;

/** What an address names: the page, and what stands behind it ("ID"), if anything does. */
export type Place = { page: Page; rest: string[] };

/** The page of an address, that with the longest path that fits; null: none of the table. */
export function placeOf(pathname: string): Place | null {
  const inProject = /^\/projects\/[^/]+(?=\/|$)/.exec(pathname)?.[0];
  const path = inProject === undefined ? pathname : pathname.slice(inProject.length);
  const fits = pages
    .filter((page) => (page.scope === 'project') === (inProject !== undefined))
    .filter((page) => path === page.path || (page.path !== '' && path.startsWith(`${page.path}/`)))
    .sort((a, b) => b.path.length - a.path.length);
  const page = fits[0];
  return page ? { page, rest: path.slice(page.path.length).split('/').filter(Boolean) } : null;
}

/** The nav's groups of a scope, in the table's order. */
export function navGroups(scope: Page['scope']): { section: string | undefined; pages: Page[] }[] {
  const shown = pages.filter((page) => page.scope === scope && page.nav !== false);
  return [...Map.groupBy(shown, ({ section }) => section)].map(([section, group]) => ({ section, pages: group }));
}

/** Whose pages someone sees. */
export const seesPage = (page: Page, { isAdmin, project }: { isAdmin: boolean; project: string | null }): boolean =>
  page.scope === 'own' || (page.scope === 'fleet' ? isAdmin : project !== null);
