import { parseDocument } from 'yaml';

/** EC2's limit, which NoCloud inherits by custom: 16 KiB. */
export const userDataMaxBytes = 16 * 1024;

export type UserDataKind = 'cloud-config' | 'script';
export type UserDataCheck = { ok: true; kind: UserDataKind } | { ok: false; message: string; line?: number };

/**
 * What a person may hand to cloud-init: YAML under "#cloud-config", or a script under "#!".
 * Formats: https://docs.cloud-init.io/en/latest/explanation/format.html
 */
export function checkUserData(text: string): UserDataCheck {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > userDataMaxBytes)
    return { ok: false, message: `user-data is ${Math.ceil(bytes / 1024)} KiB; at most 16 KiB fit in a seed` };
  if (text.includes('\0')) return { ok: false, message: 'user-data holds a NUL byte; it must be text' };
  if (text.startsWith('#!')) return { ok: true, kind: 'script' };
  if (!/^#cloud-config[ \t]*(\r?\n|$)/.test(text))
    return {
      ok: false,
      message: 'user-data must begin with "#cloud-config" on a line of its own, or with "#!" for a script',
      line: 1,
    };
  return checkYaml(text);
}

function checkYaml(text: string): UserDataCheck {
  try {
    return checkDocument(text);
  } catch (error) {
    // The reader throws at an alias that names nothing, at a bomb of aliases, and at nesting deeper than its stack.
    const what = error instanceof ReferenceError ? error.message : 'it is nested too deeply to be read';
    return { ok: false, message: `cloud-config is not usable: ${what.split('\n')[0]}` };
  }
}

function checkDocument(text: string): UserDataCheck {
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error) {
    const line = error.linePos?.[0].line;
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML';
    return { ok: false, message: line ? `Line ${line}: ${what}` : what, ...(line ? { line } : {}) };
  }
  const value: unknown = document.contents === null ? null : document.toJS({ maxAliasCount: 100 });
  if (value !== null && (typeof value !== 'object' || Array.isArray(value)))
    return { ok: false, message: 'cloud-config must be a mapping of keys, such as "packages: [nginx]"', line: 2 };
  return { ok: true, kind: 'cloud-config' };
}
