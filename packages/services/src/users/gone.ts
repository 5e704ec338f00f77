import { fail } from '@virtfleet/contracts/errors';

export const userGone = () => fail('not_found', 'There is no such account');
