import type { Path } from './problems.ts';

/** What stands in the form beside the user-data, as far as it is known. */
export type Beside = { loginUser?: string; hostname?: string };
export type Conflict = { path: Path; message: string };

type Config = Readonly<Record<string, unknown>>;

/**
 * Where a cloud-config meets what Virtfleet sets itself (bootstrap/seed.ts: its part is merged behind the person's, whose
 * values stand), and does something else than it may be meant to. seed.host.test.ts has cloud-init confirm each.
 */
export function conflicts(config: Config, { loginUser, hostname }: Beside): Conflict[] {
  return [
    ...aboutUsers(config, loginUser ?? 'the login user'),
    ...aboutNames(config, hostname),
    ...aboutPasswords(config),
    ...aboutTheRest(config),
  ];
}

function* aboutUsers({ users, user }: Config, loginUser: string): Generator<Conflict> {
  if (typeof users === 'string')
    yield { path: ['users'], message: 'Written as text, "users" is not applied. Write a list, such as "- name: bob"' };
  if (isMapping(users))
    yield {
      path: ['users'],
      message: `Written as keys, "users" takes the chosen SSH keys from ${loginUser}. Write a list, such as "- name: bob"`,
    };
  if (Array.isArray(users))
    for (const [index, entry] of users.entries())
      if (isMapping(entry) && entry.name === loginUser)
        yield {
          path: ['users', index, 'name'],
          message: `Virtfleet makes ${loginUser} itself, with sudo and the chosen SSH keys; what stands here for that name is not applied`,
        };
  if (typeof user === 'string' && user !== loginUser)
    yield { path: ['user'], message: `"user" as text is not applied: ${loginUser} stays the default user` };
  if (isMapping(user) && typeof user.name === 'string' && user.name !== loginUser)
    yield {
      path: ['user', 'name'],
      message: `${user.name} becomes the default user, whom "password" and "ssh_authorized_keys" mean; the chosen SSH keys still open ${loginUser}`,
    };
}

function* aboutNames(config: Config, hostname: string | undefined): Generator<Conflict> {
  for (const key of ['hostname', 'fqdn']) {
    const name = config[key];
    if (typeof name === 'string' && name.split('.')[0] !== hostname)
      yield {
        path: [key],
        message: `Inside, the VM is called ${name}; Virtfleet goes on calling it ${hostname || 'by its name in this form'}`,
      };
  }
  if (config.preserve_hostname === true)
    yield {
      path: ['preserve_hostname'],
      message: 'The VM keeps the hostname of its image, whatever it is called here',
    };
}

function* aboutPasswords({ password, chpasswd, ssh_pwauth: pwauth }: Config): Generator<Conflict> {
  const key = password === undefined ? 'chpasswd' : 'password';
  if ((password !== undefined || isMapping(chpasswd)) && pwauth === undefined)
    yield { path: [key], message: 'By SSH, passwords stay off: "ssh_pwauth: true" would allow them' };
}

function* aboutTheRest({ network, power_state: power }: Config): Generator<Conflict> {
  if (network !== undefined)
    yield { path: ['network'], message: 'Ignored in user-data: Virtfleet sets up the network that is chosen above' };
  if (isMapping(power) && (power.mode === 'poweroff' || power.mode === 'halt'))
    yield { path: ['power_state', 'mode'], message: 'The VM turns itself off at the end of its first boot' };
}

function isMapping(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
