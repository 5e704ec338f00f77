import type { ImageView } from '@virtfleet/contracts/views';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

export const imageLanguage: Language = {
  things: 'Images',
  fields: {
    state: { kind: 'choice', what: 'whether VMs can start from it', values: ['importing', 'ready', 'gone'] },
    name: { kind: 'word', what: 'its whole name, * for anything' },
    arch: { kind: 'word', what: 'for which processors' },
    host: { kind: 'word', what: 'which host has a copy' },
    login: { kind: 'word', what: 'its first user' },
    disk: { kind: 'number', what: 'GiB that it needs: <=4' },
    memory: { kind: 'number', what: 'MiB that it needs: <=512' },
  },
};

export const imageReader: RowReader<ImageView> = {
  texts: ({ name, title }) => [name, title],
  fields: {
    state: ({ state }) => state,
    name: ({ name }) => name,
    arch: ({ arch }) => arch,
    host: ({ copies }) => copies,
    login: ({ loginUser }) => loginUser,
    disk: ({ minDiskGib }) => minDiskGib,
    memory: ({ minMemoryMib }) => minMemoryMib,
  },
};

/** The columns that stand when nobody chose otherwise. */
export const firstImageColumns: readonly string[] = ['state', 'size', 'disk', 'memory', 'arch', 'login', 'copies'];
