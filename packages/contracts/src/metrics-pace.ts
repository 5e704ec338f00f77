/** How often a page asks, without zod, which its first load does not have. */

/** From an open page, so that its VM is sampled every 2 s. */
export const watchEveryMs = 10_000;
/** A value of the last hour’s line in a list. */
export const sparkEveryMs = 120_000;
