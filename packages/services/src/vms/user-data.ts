import { fail } from '@virtfleet/contracts/errors';
import { userDataError } from '@virtfleet/contracts/user-data/check';

/** Throws invalid_input, with its line, for user-data that cloud-init would not take. Empty: none is given. */
export function requireUserData(text: string): void {
  const error = text === '' ? null : userDataError(text);
  if (error !== null) throw fail('invalid_input', error, { field: 'userData' });
}
