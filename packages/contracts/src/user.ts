import { z } from 'zod';
import { id } from './ids.ts';
import type { Can, Role } from './views.ts';

export const role = z.enum(['viewer', 'member', 'owner']) satisfies z.ZodType<Role>;

/** A person's name, as they write it: one line of anything that can be seen. */
export const personName = z
  .string()
  .trim()
  .min(1, 'Give a name, such as "Ada Lovelace"')
  .max(100, 'At most 100 characters')
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'One line, without control characters');

/** Kept in lower case: one signs in with it. RFC 5321 §4.5.3.1.3 allows 254 characters. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'At most 254 characters')
  .pipe(z.email('Give an e-mail address, such as ada@example.org'));

const leastLength = 12;

/** A password that a person chooses: long, and not one sign again and again. */
export const newPassword = z
  .string()
  .min(leastLength, `At least ${leastLength} characters: four words do well`)
  .max(256, 'At most 256 characters')
  .refine((text) => !text.includes('\0'), 'Without control characters')
  .refine((text) => new Set(text).size >= 5, 'Use more than a few different characters');

const membership = z.object({ projectId: id, role });

export const createUserInput = z.object({
  name: personName,
  email: emailAddress,
  isAdmin: z.boolean().default(false),
  memberships: z
    .array(membership)
    .max(100, 'At most 100 projects at once')
    .refine((all) => new Set(all.map(({ projectId }) => projectId)).size === all.length, 'A project is listed twice')
    .default([]),
});
export type CreateUserInput = z.infer<typeof createUserInput>;

export const userInput = z.object({ userId: id });
export const updateUserInput = userInput.extend({ name: personName, email: emailAddress });
export type UpdateUserInput = z.infer<typeof updateUserInput>;
export const setAdminInput = userInput.extend({ isAdmin: z.boolean() });
export const setDisabledInput = userInput.extend({ disabled: z.boolean() });
/** Without `sessionId`: all of them. */
export const endSessionsInput = userInput.extend({ sessionId: id.optional() });

export const renameMeInput = z.object({ name: personName });
export const changePasswordInput = z.object({
  current: z.string().min(1, 'Give the password that you have now').max(1024, 'Too long'),
  next: newPassword,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;
/** `all` ends the one that asks too. */
export const endMySessionsInput = z.union([
  z.object({ sessionId: id }),
  z.object({ which: z.enum(['others', 'all']) }),
]);
export type EndMySessionsInput = z.infer<typeof endMySessionsInput>;

/** What an admin may do with someone's account. */
export type UserAction = 'makeAdmin' | 'unmakeAdmin' | 'disable' | 'enable' | 'resetPassword' | 'endSessions';

export type UserListItem = {
  id: string;
  name: string;
  email: string;
  isAdmin: boolean;
  disabledAt: Date | null;
  /** Until when the one-time password is good that they have not changed yet; null: they have one of their own. */
  oneTimeUntil: Date | null;
  /** To about ten minutes; null: never signed in. */
  lastSeenAt: Date | null;
  createdAt: Date;
  /** By the project's name. */
  memberships: { projectId: string; project: string; role: Role }[];
};

/** A signed-in browser. */
export type SessionView = {
  id: string;
  /** As the browser calls itself. */
  userAgent: string | null;
  createdAt: Date;
  /** To about ten minutes. */
  lastSeenAt: Date;
  /** The one that asks. */
  current: boolean;
};

export type UserDetail = UserListItem & {
  /** Open ones only, last used first. */
  sessions: SessionView[];
  can: Record<UserAction, Can>;
};

/** Shown once: only its hash is kept. */
export type OneTimePassword = { password: string; until: Date };

export type MemberView = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  since: Date;
  /** Can't sign in now. */
  disabled: boolean;
  /** Whether the role may change or end: a project keeps an owner. */
  can: Record<'changeRole' | 'remove', Can>;
};
