import type { ApiClient } from '../../../trpc/client.tsx';
import { errorCode } from '../../../trpc/errors.ts';

const patienceMs = 10_000;

/**
 * Deletes a VM whose create failed, since it still holds its name, and waits until the name is free. When that takes
 * too long or is refused, the create that follows says what stands in the way. Throws only when nobody answers.
 */
export async function freeName(client: ApiClient, { id, name }: { id: string; name: string }): Promise<void> {
  const refused = await client.vms.delete.mutate({ vmId: id, confirmName: name }).then(
    () => false,
    (error: unknown) => (errorCode(error) === null ? Promise.reject(error) : true),
  );
  const end = Date.now() + patienceMs;
  while (!refused && Date.now() < end) {
    if (await isGone(client, id)) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

const isGone = (client: ApiClient, vmId: string): Promise<boolean> =>
  client.vms.get.query({ vmId }).then(
    () => false,
    (error: unknown) => errorCode(error) === 'not_found',
  );
