import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { userDataRefusal } from '../user-data.ts';
import { checkUserData } from './check.ts';

/**
 * A cloud-config with what another asks for beside what it asks for itself: keys that it lacks come to the end, lists get
 * longer, and of two values its own stays. Comments stay too. null: one of them can not be read, or they do not go together.
 */
export function addToUserData(text: string, addition: string): string | null {
  if (userDataRefusal(text)) return null;
  const own = read(text);
  const other = read(addition.replace(/^#cloud-config.*\n/, ''));
  if (own.errors.length > 0 || other.errors.length > 0 || !isMap(other.contents)) return null;
  if (own.contents === null) return addition;
  if (!isMap(own.contents)) return null;
  addPairs(own.contents, other.contents);
  const merged = own.toString({ lineWidth: 0, flowCollectionPadding: false });
  return checkUserData(merged).ok ? merged : null;
}

/** All scalars as text, so that each is written again as it was. */
const read = (text: string) => parseDocument(text, { schema: 'failsafe' });

function addPairs(own: YAMLMap, other: YAMLMap): void {
  for (const pair of other.items) {
    const there = own.items.find((one) => keyOf(one) === keyOf(pair));
    if (!there) own.items.push(pair);
    else if (isMap(there.value) && isMap(pair.value)) addPairs(there.value, pair.value);
    else if (isSeq(there.value) && isSeq(pair.value)) {
      const known = there.value.items.map(String);
      there.value.items.push(...pair.value.items.filter((item) => !known.includes(String(item))));
    }
  }
}

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : String(key));
