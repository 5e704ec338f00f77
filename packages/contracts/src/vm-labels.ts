import { z } from 'zod';
import { id } from './ids.ts';
import { vmName } from './vm-names.ts';

/** As many as one VM carries. */
export const mostTags = 20;

/** A word to find VMs by; "Prod EU" becomes "prod-eu". */
export const vmTag = z
  .string()
  .transform((text) => text.trim().toLowerCase().replace(/\s+/g, '-'))
  .pipe(
    z
      .string()
      .min(1, 'Give a tag, such as "prod"')
      .max(32, 'A tag has at most 32 characters')
      .regex(
        /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/,
        'Letters, digits, dots, hyphens and _ only, beginning and ending with a letter or digit',
      ),
  );

export const mostNotesLength = 4000;

/** Plain text; its lines are broken by \n. */
export const vmNotes = z
  .string()
  .transform((text) => text.replace(/\r\n?/g, '\n').trimEnd())
  .pipe(
    z
      .string()
      .max(mostNotesLength, `At most ${mostNotesLength.toLocaleString('en')} characters`)
      .refine((text) => !hasControls(text), 'Plain text only: it holds a control character'),
  );

/** Other than a tab and a line's end. Postgres takes no NUL, and no page shows the rest. */
const hasControls = (text: string) =>
  [...text].some((letter) => (letter < ' ' || letter === '\x7f') && letter !== '\n' && letter !== '\t');

const vm = z.object({ vmId: id });
/** The guest keeps the hostname that it was made with. */
export const renameVmInput = vm.extend({ name: vmName });
export const tagVmInput = vm.extend({
  add: z.array(vmTag).max(mostTags).default([]),
  remove: z.array(z.string()).max(1000).default([]),
});
/** `was` is the text that the person began with: what someone else wrote meanwhile is not overwritten. */
export const setVmNotesInput = vm.extend({ notes: vmNotes, was: z.string().optional() });
