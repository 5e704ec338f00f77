'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedSearch, SearchedList } from '@virtfleet/contracts/list';
import { parse, print, type Term, toggled } from '@virtfleet/domain/search/query';
import { IconButton } from '@virtfleet/ui/button';
import { Chip } from '@virtfleet/ui/choice-chips';
import { Dialog } from '@virtfleet/ui/dialog';
import { Menu, MenuItem } from '@virtfleet/ui/menu';
import { toast } from '@virtfleet/ui/toast';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import type { Search } from './use-search.ts';

const NameForm = lazy(async () => ({ default: (await import('./search-name-form.tsx')).SearchNameForm }));

export type BuiltIn = { name: string; term: Term };

type SavedSearchesProps = {
  list: SearchedList;
  /** Null: a list of the fleet. */
  projectId: string | null;
  search: Search;
  builtIn: readonly BuiltIn[];
};

/** Searches one click away: those that every list has, which add a term, and one's own, which are the whole search. */
export function SavedSearches({ list, projectId, search, builtIn }: SavedSearchesProps) {
  const trpc = useTRPC();
  const { data: saved = [] } = useQuery(trpc.searches.list.queryOptions({ list, projectId }));
  const [asking, setAsking] = useState<'save' | SavedSearch | null>(null);
  const now = print(parse(search.text).terms);
  const current = saved.find(({ q }) => print(parse(q).terms) === now);
  const canSave = now !== '' && !current && search.problems.length === 0;
  return (
    <>
      {builtIn.map(({ name, term }) => (
        <Chip key={name} pressed={has(search.text, term)} onClick={() => search.toggle(term)}>
          {name}
        </Chip>
      ))}
      {saved.map(({ id, name, q }) => (
        <Chip key={id} pressed={id === current?.id} onClick={() => search.set(id === current?.id ? '' : q)}>
          {name}
        </Chip>
      ))}
      {current && <OwnSearchMenu saved={current} onRename={() => setAsking(current)} />}
      {canSave && <Chip onClick={() => setAsking('save')}>+ Save</Chip>}
      <NameDialog
        asking={asking}
        onClose={() => setAsking(null)}
        save={{ list, projectId, q: now }}
        taken={saved.map(({ name }) => name)}
      />
    </>
  );
}

const has = (text: string, term: Term) => parse(toggled(text, term)).terms.length < parse(text).terms.length;

function OwnSearchMenu({ saved, onRename }: { saved: SavedSearch; onRename: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.searches.remove.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.searches.pathFilter()),
      onError: (error) => toast({ tone: 'bad', title: 'The search is still there', description: errorMessage(error) }),
    }),
  );
  return (
    <Menu
      trigger={
        <IconButton label={`Search ${saved.name}`} size="sm">
          <Ellipsis size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onSelect={onRename}>Rename…</MenuItem>
      <MenuItem onSelect={() => remove.mutate({ searchId: saved.id })}>Remove</MenuItem>
    </Menu>
  );
}

export type NameDialogProps = {
  asking: 'save' | SavedSearch | null;
  onClose: () => void;
  save: { list: SearchedList; projectId: string | null; q: string };
  taken: readonly string[];
};

function NameDialog({ asking, onClose, save, taken }: NameDialogProps) {
  // What it says stays while it fades out.
  const [shown, setShown] = useState(asking);
  if (asking && asking !== shown) setShown(asking);
  return (
    <Dialog
      open={asking !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={shown === 'save' || shown === null ? 'Save this search' : `Rename ${shown.name}`}
    >
      <Suspense>
        <NameForm of={shown} onDone={onClose} save={save} taken={taken} />
      </Suspense>
    </Dialog>
  );
}
