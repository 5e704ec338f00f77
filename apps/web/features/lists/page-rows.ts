/** Rows of a long list in one call. */
export const pageRows = 50;
