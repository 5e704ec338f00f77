import { fail, type VirtfleetError } from '@virtfleet/contracts/errors';
import { Client } from 'ssh2';
import { pinnedKeys } from './host-key.ts';

export type SshTarget = {
  /** For messages. */
  name: string;
  address: string;
  port: number;
  user: string;
  hostKeys: readonly string[];
  /** OpenSSH's text form. */
  privateKey: string;
};

export type ConnectOptions = {
  timeoutMs: number;
  /** A silent host counts as lost after three of these. */
  keepaliveMs: number;
  signal?: AbortSignal;
};

/**
 * One attempt at a connection that is ready for commands. Rejects with host_key_changed, host_unreachable or cancelled.
 * The caller owns the client and must listen to its 'close'.
 */
export function connectSsh(target: SshTarget, { timeoutMs, keepaliveMs, signal }: ConnectOptions): Promise<Client> {
  const pinned = pinnedKeys(target.hostKeys);
  const client = new Client();
  let shownKey: Buffer | null = null;

  return new Promise<Client>((resolve, reject) => {
    const end = (error: VirtfleetError) => {
      settle();
      client.on('error', () => {});
      client.destroy();
      reject(error);
    };
    const onError = (error: Error) => end(explain(target, error, shownKey));
    const onClose = () => end(unreachable(target, 'closed the connection'));
    const onAbort = () => end(fail('cancelled', 'Cancelled'));
    const timer = setTimeout(() => end(unreachable(target, `did not answer within ${timeoutMs} ms`)), timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      client.off('error', onError).off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    client.on('error', onError).on('close', onClose);
    client.on('ready', () => {
      client.setNoDelay(true);
      // sshd turns Nagle off on its side only with a connection's first session, and too late for that one.
      client.exec('true', (error, channel) => {
        if (error) return onError(error);
        channel.on('close', () => {
          settle();
          // A later error is told by 'close' as well; unheard, it would end the process.
          client.on('error', () => {});
          resolve(client);
        });
        channel.resume();
        channel.stderr.resume();
        channel.end();
      });
    });
    if (pinned.algorithms.length === 0)
      return end(fail('host_key_changed', `No host key of ${target.name} is pinned, so it can't be trusted`));
    try {
      client.connect({
        host: target.address,
        port: target.port,
        username: target.user,
        privateKey: target.privateKey,
        readyTimeout: 0,
        keepaliveInterval: keepaliveMs,
        keepaliveCountMax: 3,
        algorithms: { serverHostKey: pinned.algorithms },
        hostVerifier: (blob: Buffer) => {
          const accepted = pinned.accepts(blob);
          if (!accepted) shownKey = blob;
          return accepted;
        },
      });
    } catch (error) {
      end(fail('internal', 'Our SSH key could not be read', { cause: error }));
    }
  });
}

function explain(target: SshTarget, error: Error & { level?: string; code?: string }, shownKey: Buffer | null) {
  const where = `${target.user}@${target.address}:${target.port}`;
  if (shownKey)
    return fail('host_key_changed', `${target.name} shows another host key than the one that is pinned`, {
      detail: `${where} showed ${shownKey.toString('base64')}`,
    });
  if (/no matching host key/i.test(error.message))
    return fail('host_key_changed', `${target.name} no longer has a host key of the type that is pinned`, {
      detail: `${where}: ${error.message}`,
    });
  if (error.level === 'client-authentication') return unreachable(target, 'refuses our SSH key', error);
  return unreachable(target, reasons[error.code ?? ''] ?? `can't be reached (${error.message})`, error);
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'refuses connections: no SSH server answers there',
  ECONNRESET: 'closed the connection',
  EHOSTUNREACH: "can't be reached: no route to it",
  ENETUNREACH: "can't be reached: no route to it",
  ETIMEDOUT: 'did not answer',
  ENOTFOUND: "has an address that can't be found",
};

export const unreachable = (target: SshTarget, what: string, cause?: Error) =>
  fail('host_unreachable', `${target.name} ${what}`, {
    detail: `${target.user}@${target.address}:${target.port}: ${cause?.message ?? what}`,
    cause,
  });
