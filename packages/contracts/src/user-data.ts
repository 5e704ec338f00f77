/** EC2's limit, which NoCloud inherits by custom: 16 KiB. */
export const userDataMaxBytes = 16 * 1024;

/** What would make it acceptable, and can be done for the person: user-data/fix.ts does it. */
export type UserDataFix = 'wrap script' | 'add header' | 'clean header';

/** Why a text is no user-data for Virtfleet, whatever stands below its first line. `line` counts from 1. */
export type UserDataRefusal = { message: string; line?: number; fix?: UserDataFix };

/**
 * The first look, which needs no YAML: size, characters and kind. One kind is taken, a cloud-config, because only that can
 * be checked before it runs; each of cloud-init's others is refused with its reason and what to do instead. null: none.
 * Formats: https://docs.cloud-init.io/en/latest/explanation/format.html
 */
export function userDataRefusal(text: string): UserDataRefusal | null {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > userDataMaxBytes)
    return { message: `user-data is ${Math.ceil(bytes / 1024)} KiB; at most 16 KiB fit in a seed` };
  const kind = kinds.find(({ head }) => head.test(text));
  if (kind) return { message: kind.reason, line: 1, ...(kind.fix ? { fix: kind.fix } : {}) };
  if (/^#cloud-config[ \t]*(\r?\n|$)/.test(text)) return unprintable(text);
  return headless(text);
}

/** In cloud-init's own words for them, each as its first line tells. */
const kinds: readonly { head: RegExp; reason: string; fix?: UserDataFix }[] = [
  {
    head: /^#!/,
    reason:
      'A script is not taken as it is: nothing in it can be checked before it runs. Put it into a cloud-config, as a file under "write_files" that "runcmd" runs',
    fix: 'wrap script',
  },
  {
    head: /^#include(-once)?\b/i,
    reason:
      '"#include" has the guest fetch what it runs at boot, so nobody could check it here. Paste what stands at that address instead',
  },
  {
    head: /^(content-type:|mime-version:|content-transfer-encoding:|from )/i,
    reason:
      'A multipart message is not taken: Virtfleet makes one itself, of your part and its own. Give one cloud-config, with scripts under "write_files" and "runcmd"',
  },
  {
    head: /^#cloud-boothook\b/i,
    reason:
      'A boothook runs at each boot before anything can be checked. Put its commands under "bootcmd" of a cloud-config',
  },
  {
    head: /^#part-handler\b/i,
    reason:
      'A part handler is Python that runs inside cloud-init. Put what it does under "write_files" and "runcmd" of a cloud-config',
  },
  {
    head: /^#upstart-job\b/i,
    reason:
      'No guest of today has Upstart. Write a systemd unit by "write_files" of a cloud-config, and enable it by "runcmd"',
  },
  {
    head: /^## *template:/i,
    reason:
      'A template is filled in inside the guest, so what it will say can not be checked here. Give a cloud-config with the values themselves',
  },
  {
    head: /^#cloud-config-archive\b/i,
    reason: 'An archive is a list of parts. Give one cloud-config that holds what they say',
  },
  {
    head: /^#cloud-config-jsonp\b/i,
    reason: 'JSON patches are not taken. Give a cloud-config with the keys that they would set',
  },
  {
    head: /^(#ps1|rem cmd|<(powershell|script)>)/i,
    reason: 'This is for Windows, which does not read cloud-config. The images here are Linux',
  },
  {
    // A control character that is no white space: what bytes look like as text.
    head: /^([^\P{Cc}\s]|H4sI)/u,
    reason: 'This is gzip, or else no text. Paste the text itself; 16 KiB of it are enough for a first boot',
  },
  {
    head: /^(I2Nsb3VkLWNvbmZpZ|IyEv|Q29udGVudC1UeXBlO)/,
    reason: 'This is Base64. Paste the text itself, decoded',
  },
  {
    head: /^\s*\{\s*"ignition"/,
    reason:
      'This is an Ignition config, which other systems read. Give a cloud-config, which begins with "#cloud-config"',
  },
  {
    head: /^(version: *[12]\s|network:\s|ethernets:\s)/,
    reason:
      'This is a network config, and no user-data: Virtfleet sets up the network itself. user-data must begin with "#cloud-config" on a line of its own',
  },
];

function headless(text: string): UserDataRefusal {
  if (/^[\ufeff\s]*#cloud-config[ \t]*(\r?\n|$)/i.test(text))
    return {
      message: text.startsWith('\ufeff')
        ? 'An invisible byte order mark stands before "#cloud-config"; user-data must begin with "#cloud-config"'
        : 'user-data must begin with "#cloud-config", in small letters, with nothing before it',
      line: 1,
      fix: 'clean header',
    };
  return {
    message: 'user-data must begin with "#cloud-config" on a line of its own',
    line: 1,
    // What else looks like keys is meant as one.
    ...(/^(---\s*\n|#.*\n|\s*\n)*[a-z_-]+:(\s|$)/.test(text) ? { fix: 'add header' as const } : {}),
  };
}

/** What PyYAML, cloud-init's reader, takes for no text: https://yaml.org/spec/1.1/#c-printable */
const notPrintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function unprintable(text: string): UserDataRefusal | null {
  const at = text.search(notPrintable);
  if (at < 0) return null;
  const line = text.slice(0, at).split('\n').length;
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const what =
    code === '0000'
      ? 'a NUL byte'
      : text.isWellFormed()
        ? `the control character U+${code}`
        : 'half of a Unicode character';
  return { message: `user-data holds ${what}; it must be text`, line };
}
