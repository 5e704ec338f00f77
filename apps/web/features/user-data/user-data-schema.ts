import { userDataRefusal } from '@virtfleet/contracts/user-data';
import { userData } from '@virtfleet/contracts/vm';

/** The field of a form: its kind at once, and its content by the full check, which is loaded for it. The server asks both again. */
export const userDataInput = userData.superRefine(async (text, ctx) => {
  if (userDataRefusal(text) !== null) return;
  const language = await import('./language.ts').catch(() => null);
  const error = language?.checkUserData(text).issues.find(({ severity }) => severity === 'error');
  if (error) ctx.addIssue({ code: 'custom', message: `Line ${error.line}: ${error.message}` });
});
