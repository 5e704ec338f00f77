import type { Found, FoundVm } from '@virtfleet/contracts/find';
import { operationTitle } from '@virtfleet/contracts/operation-words';
import type { MeView, ProjectView } from '@virtfleet/contracts/views';
import type { Theme } from '@virtfleet/ui/theme-script';
import { operationStates } from '../../operations/words.ts';
import { vmStates } from '../../vms/states.ts';
import { hrefOf, pages, seesPage } from '../pages.ts';
import { type Candidate, fitOf, ranked, termsOf } from './rank.ts';
import type { Visit } from './recent.ts';

export type VmDeed = 'start' | 'stop' | 'reboot';

/** What choosing an entry does. */
export type Deed =
  | { go: string; remember?: Visit }
  | { act: VmDeed; vm: FoundVm }
  | { theme: Theme }
  | { run: 'sign out' | 'shortcuts' | 'read all' };

export type Entry = Candidate & {
  key: string;
  hint?: string;
  /** Why it can't be done now. */
  reason?: string | null;
  deed: Deed;
};
export type EntryGroup = { key: string; title: string; entries: Entry[] };

export type Known = {
  text: string;
  me: MeView;
  project: ProjectView | null;
  inFleet: boolean;
  found: Found | undefined;
  visits: readonly Visit[];
  unread: number;
};

/** What the palette shows for what was typed: groups, best first. */
export function entryGroups(known: Known): EntryGroup[] {
  const terms = termsOf(known.text);
  if (terms.length === 0) return atRest(known);
  const groups = [
    { key: 'go', title: 'Go to', all: top(goTo(known, terms), 7) },
    ...vmGroups(known, terms),
    { key: 'do', title: 'Do', all: top(fits(known.text, [...projectDeeds(known), ...ownDeeds(known)]), 5) },
    { key: 'switch', title: 'Switch to', all: top(fits(known.text, switches(known)), 6) },
  ];
  return groups
    .filter(({ all }) => all.length > 0)
    .sort((a, b) => (b.all[0]?.fit ?? 0) - (a.all[0]?.fit ?? 0))
    .map(({ key, title, all }) => ({ key, title, entries: all.map(({ entry }) => entry) }));
}

type Fit = { entry: Entry; fit: number };

const fits = (text: string, entries: readonly Entry[]): Fit[] =>
  ranked(text, entries).map(({ item, fit }) => ({ entry: item, fit }));

const top = (all: Fit[], most: number): Fit[] => all.sort((a, b) => b.fit - a.fit).slice(0, most);

/** Nothing typed yet: where one was, the pages of where one is, and what is done most. */
function atRest(known: Known): EntryGroup[] {
  const recent = known.visits.slice(0, 5).map(
    (visit): Entry => ({
      key: `recent ${visit.href}`,
      label: visit.label,
      hint: visit.what,
      deed: { go: visit.href, remember: visit },
    }),
  );
  const scope = known.inFleet ? 'fleet' : 'project';
  const near = pageEntries(known).sort((a, b) => Number(b.scope === scope) - Number(a.scope === scope));
  const shortcuts = ownDeeds(known).filter(({ key }) => key === 'shortcuts');
  return [
    { key: 'recent', title: 'Recent', entries: recent },
    { key: 'go', title: 'Go to', entries: near },
    { key: 'do', title: 'Do', entries: [...projectDeeds(known), ...shortcuts] },
  ].filter(({ entries }) => entries.length > 0);
}

function pageEntries({ me, project }: Known): (Entry & { scope: string })[] {
  const name = project?.name ?? null;
  return pages
    .filter((page) => page.nav !== false && seesPage(page, { isAdmin: me.isAdmin, project: name }))
    .map((page) => ({
      key: `page ${page.scope} ${page.id}`,
      scope: page.scope,
      label: page.word,
      also: [page.also, page.section, 'page'].filter(Boolean).join(' '),
      hint: page.scope === 'project' ? `in ${name}` : page.scope === 'fleet' ? 'fleet' : 'yours',
      deed: { go: hrefOf(page, name ?? '') },
    }));
}

const vmHref = (vm: FoundVm) => `/projects/${encodeURIComponent(vm.project)}/vms/${vm.id}`;

/** Pages and things by their names. A VM that was named beside other words is offered too, after what those words mean. */
function goTo(known: Known, terms: readonly string[]): Fit[] {
  const { text, found } = known;
  const vms = (found?.vms ?? []).map((vm): Fit => {
    const href = vmHref(vm);
    const remember = { href, label: vm.name, what: `VM in ${vm.project}` };
    const hint = `VM, ${vmStates[vm.state].word.toLowerCase()}${elsewhere(known, vm.project)}`;
    const entry = { key: `vm ${vm.id}`, label: vm.name, also: `${vm.project} vm`, hint, deed: { go: href, remember } };
    return { entry, fit: fitOf(terms, entry) || namedFit(terms, vm.name) };
  });
  // What was done with a VM is called after it, but is less often meant.
  const past = fits(text, pastOperations(known)).map(({ entry, fit }) => ({ entry, fit: fit / 4 }));
  return [...vms, ...fits(text, [...pageEntries(known), ...otherThings(known)]), ...past];
}

/** The server found it by some of the words, or by its address. */
const namedFit = (terms: readonly string[], name: string): number =>
  terms.length === 1 || terms.some((term) => name.startsWith(term)) ? 30 : 5;

const elsewhere = ({ project, inFleet }: Known, name: string): string =>
  name === project?.name && !inFleet ? '' : ` in ${name}`;

const at = (project: string, path: string) => `/projects/${encodeURIComponent(project)}${path}`;

const pastOperations = ({ found }: Known): Entry[] =>
  (found?.operations ?? []).map(
    (operation): Entry => ({
      key: `operation ${operation.id}`,
      label: operationTitle(operation),
      also: 'operation',
      hint: `operation, ${operationStates[operation.status].word.toLowerCase()}`,
      deed: { go: at(operation.project, `/operations/${operation.id}`) },
    }),
  );

function otherThings(known: Known): Entry[] {
  const { found, project } = known;
  const hosts = (found?.hosts ?? []).map(
    ({ id, name }): Entry => ({ key: `host ${id}`, label: name, also: 'host', hint: 'host', deed: { go: '/hosts' } }),
  );
  const images = (found?.images ?? []).flatMap(({ id, name, title }): Entry[] =>
    project === null
      ? []
      : [
          {
            key: `image ${id}`,
            label: title,
            also: `${name} image`,
            hint: 'image',
            deed: { go: at(project.name, '/images') },
          },
        ],
  );
  const keys = (found?.keys ?? []).map(
    (key): Entry => ({
      key: `key ${key.id}`,
      label: key.name,
      also: 'ssh key',
      hint: `SSH key${elsewhere(known, key.project)}`,
      deed: { go: at(key.project, '/keys') },
    }),
  );
  return [...hosts, ...images, ...keys];
}

const vmDeeds: readonly { act: VmDeed; label: string; also: string; hint: string }[] = [
  { act: 'start', label: 'Start', also: 'boot power on', hint: 'switches it on' },
  { act: 'stop', label: 'Stop', also: 'shut down power off halt', hint: 'asks the guest first' },
  { act: 'reboot', label: 'Reboot', also: 'restart reset', hint: 'asks the guest first' },
];

/** What can be done with the VMs that were named. Where only a name was typed, Enter goes to the VM and changes nothing. */
function vmGroups({ found, me }: Known, terms: readonly string[]): { key: string; title: string; all: Fit[] }[] {
  return (found?.vms ?? []).slice(0, 3).map((vm) => {
    const role = me.projects.find(({ name }) => name === vm.project)?.role;
    const readOnly = role === 'viewer' ? `You may only look at ${vm.project}` : null;
    const all = vmDeeds.flatMap(({ act, label, also, hint }): Fit[] => {
      const can = vm.can[act];
      const entry: Entry = {
        key: `${act} ${vm.id}`,
        label,
        also,
        hint,
        reason: readOnly ?? (can.ok ? null : can.reason),
        deed: { act, vm },
      };
      const named = fitOf(terms, { label: vm.name });
      // Named only, and not told what for: after all that leads somewhere.
      if (named > 0) return named === 100 || found?.vms.length === 1 ? [{ entry, fit: 4 }] : [];
      const fit = fitOf(terms, { label: `${vm.name} ${label}`, also });
      return fit > 0 ? [{ entry, fit: 50 + fit / 2 }] : [];
    });
    return { key: `vm ${vm.id}`, title: vm.name, all: all.sort((a, b) => b.fit - a.fit || canFirst(a, b)) };
  });
}

const canFirst = (a: Fit, b: Fit): number => Number(a.entry.reason !== null) - Number(b.entry.reason !== null);

function projectDeeds({ project, inFleet }: Known): Entry[] {
  if (!project || inFleet) return [];
  return [
    {
      key: 'new vm',
      label: 'New VM',
      also: 'create add',
      hint: `in ${project.name}`,
      reason: project.role === 'viewer' ? `You may only look at ${project.name}` : null,
      deed: { go: `/projects/${encodeURIComponent(project.name)}/vms/new` },
    },
  ];
}

const themes: readonly { theme: Theme; word: string }[] = [
  { theme: 'light', word: 'light' },
  { theme: 'dark', word: 'dark' },
  { theme: 'system', word: 'as the system' },
];

function ownDeeds({ unread }: Known): Entry[] {
  return [
    { key: 'shortcuts', label: 'Keyboard shortcuts', also: 'keys help ?', deed: { run: 'shortcuts' } },
    ...(unread > 0
      ? [
          {
            key: 'read all',
            label: 'Mark all notifications as read',
            hint: `${unread} unread`,
            deed: { run: 'read all' as const },
          },
        ]
      : []),
    ...themes.map(
      ({ theme, word }): Entry => ({
        key: `theme ${theme}`,
        label: `Theme: ${word}`,
        also: 'switch appearance mode colour',
        deed: { theme },
      }),
    ),
    { key: 'sign out', label: 'Sign out', also: 'log out leave', deed: { run: 'sign out' } },
  ];
}

function switches({ me, project, inFleet }: Known): Entry[] {
  const projects = me.projects
    .filter(({ name }) => inFleet || name !== project?.name)
    .map(
      ({ id, name }): Entry => ({
        key: `project ${id}`,
        label: name,
        also: 'switch project',
        hint: 'project',
        deed: { go: `/projects/${encodeURIComponent(name)}` },
      }),
    );
  if (!me.isAdmin || inFleet) return projects;
  return [
    { key: 'fleet', label: 'Whole fleet', also: 'switch admin', hint: 'all hosts', deed: { go: '/hosts' } },
    ...projects,
  ];
}
