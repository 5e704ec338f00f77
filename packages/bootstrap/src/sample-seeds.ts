import type { NicSpec } from '@virtfleet/contracts/vm-spec';
import type { SeedSpec } from './seed.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ada@laptop';

const nic: NicSpec = {
  mac: '52:54:00:12:34:56',
  libvirtNetwork: 'lab',
  address: { address: '10.77.0.60', prefixLength: 24, gateway: '10.77.0.1', nameservers: ['10.77.0.1', '9.9.9.9'] },
};

type Overrides = Partial<Omit<SeedSpec, 'bootstrap'>> & { bootstrap?: Partial<SeedSpec['bootstrap']> };

/** A VM's seed as tests want one; whatever they care about they override. */
export const sampleSeed = ({ bootstrap, ...rest }: Overrides = {}): SeedSpec => ({
  id: '01940000-0000-7000-8000-000000000001',
  nics: [nic],
  ...rest,
  bootstrap: { hostname: 'web-01', loginUser: 'ada', publicKeys: [key], userData: null, ...bootstrap },
});

/** Those whose every byte is kept in golden/, and that Debian's own cloud-init reads in the host tier. */
export const goldenSeeds: Readonly<Record<string, SeedSpec>> = {
  plain: sampleSeed(),
  'no-key-dhcp': sampleSeed({ nics: [{ ...nic, address: null }], bootstrap: { publicKeys: [] } }),
  'two-nics-ipv6': sampleSeed({
    nics: [
      {
        ...nic,
        mac: '52:54:00:AB:CD:EF',
        address: { address: 'fd00:77::60', prefixLength: 64, gateway: 'fd00:77::1', nameservers: ['fd00:77::1'] },
      },
      {
        ...nic,
        mac: '52:54:00:12:34:57',
        address: { address: '192.168.5.9', prefixLength: 22, gateway: null, nameservers: [] },
      },
    ],
  }),
  'cloud-config': sampleSeed({
    bootstrap: {
      userData:
        '#cloud-config\nssh_pwauth: true\npassword: secret\nusers:\n  - default\n  - name: bob\n    groups: [adm]\nssh_authorized_keys:\n  - ssh-rsa AAAAB3NzaC1yc2E=\nruncmd:\n  - [touch, /run/hello]\n  - echo "$HOME" > /run/home\nwrite_files:\n  - path: /etc/motd\n    content: |\n      Hello\n\n      from user-data\n',
    },
  }),
  'own-merge': sampleSeed({
    bootstrap: { userData: '#cloud-config\nmerge_how: "list()+dict(replace)"\nusers: [{name: eve}]\nhostname: other' },
  }),
  crlf: sampleSeed({ bootstrap: { userData: '#cloud-config\r\nruncmd:\r\n  - echo one\r\n\r\n  - echo two' } }),
  unicode: sampleSeed({
    bootstrap: {
      publicKeys: [`${key} Büro 🦊`],
      userData: '#cloud-config\nwrite_files:\n  - path: /etc/motd\n    content: "Grüße, 世界 🦊\\u2028"\n',
    },
  }),
  'boundary-inside': sampleSeed({
    bootstrap: {
      userData:
        '#cloud-config\n#--==virtfleet-0==--\nwrite_files:\n- path: /etc/motd\n  content: |\n   --==virtfleet-0==--\n   MIME-Version: 1.0\n',
    },
  }),
  'hostile-names': sampleSeed({
    bootstrap: {
      hostname: '"no": &a *b # {[ \\n !!x',
      loginUser: 'null',
      publicKeys: ['ssh-rsa AAAA= - \'quoted\' "twice" #cloud-config MIME-Version: 1.0 %YAML: {{ jinja }}'],
    },
  }),
};
