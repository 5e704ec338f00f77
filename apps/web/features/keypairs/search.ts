import type { KeypairView } from '@virtfleet/contracts/views';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

export const keypairLanguage: Language = {
  things: 'SSH keys',
  fields: {
    name: { kind: 'word', what: 'its whole name, * for anything' },
    type: { kind: 'word', what: 'its algorithm' },
    by: { kind: 'word', what: 'who added it' },
    since: { kind: 'since', what: 'added since: 2h, 7d, a day' },
    older: { kind: 'older', what: 'added before: 2h, 7d, a day' },
  },
};

export const keypairReader: RowReader<KeypairView> = {
  texts: ({ name, fingerprint }) => [name, fingerprint],
  fields: {
    name: ({ name }) => name,
    type: ({ type }) => type,
    by: ({ addedBy }) => addedBy,
    since: ({ createdAt }) => createdAt,
    older: ({ createdAt }) => createdAt,
  },
};

/** The columns that stand when nobody chose otherwise. */
export const firstKeypairColumns: readonly string[] = ['type', 'fingerprint', 'by', 'added'];
