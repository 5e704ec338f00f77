import { Prisma } from './client.ts';

/** Whether someone else was faster: a row with these unique values is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
