import { randomInt } from 'node:crypto';
import { secret } from './state.ts';

export type Account = {
  email: string;
  name: string;
  password: string;
  what: string;
  isAdmin: boolean;
  role: 'owner' | 'viewer' | null;
};

const people = [
  {
    email: 'admin@virtfleet.local',
    name: 'Fleet admin',
    what: 'sees the hosts and every project',
    isAdmin: true,
    role: null,
  },
  { email: 'tenant@virtfleet.local', name: 'Tenant', what: 'owns the project demo', isAdmin: false, role: 'owner' },
  {
    email: 'viewer@virtfleet.local',
    name: 'Viewer',
    what: 'may look at the project demo',
    isAdmin: false,
    role: 'viewer',
  },
] as const;

/** Without letters and digits that look alike. 16 of 31 signs: 79 bits. */
function password(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/**
 * The first users with the passwords that were made for them; kept in a file for our eyes only, so that they can be shown again.
 * On their own page they may have changed them since.
 */
export function accounts(): Account[] {
  const passwords: Record<string, string> = JSON.parse(
    secret('passwords.json', () =>
      JSON.stringify(Object.fromEntries(people.map((one) => [one.email, password()])), null, 2),
    ),
  );
  return people.map((one) => ({ ...one, password: passwords[one.email] ?? '' }));
}

export function howToSignIn(): string {
  return accounts()
    .map((one) => `  ${one.email.padEnd(24)} ${one.password}   ${one.what}`)
    .join('\n');
}
