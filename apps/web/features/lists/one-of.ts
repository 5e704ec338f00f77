/** A search parameter of the address, which may stand there several times, or not at all. */
export const oneOf = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';
