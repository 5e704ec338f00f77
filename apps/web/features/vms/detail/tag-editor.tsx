'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { mostTags, vmTag } from '@virtfleet/contracts/vm-labels';
import { Tag, Tags } from '@virtfleet/ui/tag';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { useProject } from '../../session/me.tsx';

/** The tags of a VM, and a field to add one: shown at once, taken back when it could not be written. */
export function TagEditor({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  if (readOnly !== null) return vm.tags.length > 0 ? <Tags tags={vm.tags} /> : <span className="text-ink-3">none</span>;
  return <Editor vm={vm} />;
}

function Editor({ vm }: { vm: VmDetail }) {
  const { change, error, setError } = useTagChange(vm);
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const saidId = useId();
  const add = () => {
    // A list that is pasted is several.
    const parsed = text
      .split(/[,\n]/)
      .filter((word) => word.trim() !== '')
      .map((word) => vmTag.safeParse(word));
    const wrong = parsed.find(({ success }) => !success)?.error?.issues[0]?.message;
    if (wrong) return setError(wrong);
    const tags = parsed.flatMap(({ data }) => data ?? []);
    if (tags.length > 0) change({ add: tags, remove: [] });
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = vm.tags.at(-1);
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '' && last) change({ add: [], remove: [last] });
    else if (event.key === 'Escape') {
      setText('');
      setError(null);
    }
  };
  return (
    <div className="min-w-0">
      <div className="flex min-w-0 flex-wrap items-center gap-1">
        {vm.tags.map((tag) => (
          <Tag
            key={tag}
            onRemove={() => {
              change({ add: [], remove: [tag] });
              field.current?.focus();
            }}
          >
            {tag}
          </Tag>
        ))}
        {vm.tags.length < mostTags && (
          <Suggested known={vm.tags}>
            {(listId) => (
              <input
                ref={field}
                aria-label="Add a tag"
                aria-describedby={saidId}
                aria-invalid={error !== null || undefined}
                list={listId}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder="Add a tag"
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setError(null);
                }}
                onKeyDown={onKeyDown}
                onBlur={add}
                className="field-type -my-0.5 h-6 min-w-20 flex-1 rounded-tag px-1 text-ink placeholder:text-ink-3 hover:bg-hover focus-visible:outline-1 focus-visible:outline-offset-0 pointer-coarse:h-11"
              />
            )}
          </Suggested>
        )}
      </div>
      <div id={saidId} aria-live="polite" className="text-caption text-red-ink">
        {error}
      </div>
    </div>
  );
}

/** The project's other tags, for the browser's own completion. */
function Suggested({ known, children }: { known: readonly string[]; children: (listId: string) => React.ReactNode }) {
  const trpc = useTRPC();
  const project = useProject();
  const id = useId();
  const { data } = useQuery(trpc.vms.tags.queryOptions({ projectId: project.id }));
  return (
    <>
      {children(id)}
      <datalist id={id}>
        {data
          ?.filter(({ tag }) => !known.includes(tag))
          .map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </>
  );
}

type TagChange = { add: string[]; remove: string[] };

function useTagChange({ id: vmId }: VmDetail) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const { queryKey } = trpc.vms.get.queryOptions({ vmId });
  const put = useMutation(
    trpc.vms.tag.mutationOptions({
      onMutate: async ({ add = [], remove = [] }) => {
        await queryClient.cancelQueries({ queryKey });
        queryClient.setQueryData(queryKey, (shown) => {
          if (!shown) return shown;
          const tags = [...new Set([...shown.tags.filter((tag) => !remove.includes(tag)), ...add])].sort();
          return { ...shown, tags };
        });
      },
      onError: (failure) => setError(errorMessage(failure)),
      onSettled: () => queryClient.invalidateQueries(trpc.vms.pathFilter()),
    }),
  );
  const change = (asked: TagChange) => {
    setError(null);
    put.mutate({ vmId, ...asked });
  };
  return { change, error, setError };
}
