import type { Db, Tx } from './client.ts';

/** The field of an input that names what it is about. */
export type SubjectKey = 'projectId' | 'vmId' | 'operationId' | 'keypairId' | 'requestId';

/** The project that a thing belongs to. Null: it belongs to none (an image's copy); undefined: there is no such thing, or its project is archived. */
export async function projectOf(db: Db | Tx, by: SubjectKey, id: string): Promise<string | null | undefined> {
  switch (by) {
    case 'projectId':
      return (await db.project.findUnique({ where: { id, archivedAt: null }, select: { id: true } }))?.id;
    case 'vmId':
      return (await db.vm.findUnique({ where: { id }, select: { projectId: true } }))?.projectId;
    case 'operationId':
      return (await db.operation.findUnique({ where: { id }, select: { projectId: true } }))?.projectId;
    case 'requestId':
      return (await db.request.findUnique({ where: { id }, select: { projectId: true } }))?.projectId;
    case 'keypairId':
      return (await db.keypair.findUnique({ where: { id }, select: { projectId: true } }))?.projectId;
  }
}
