// The types of supported.mjs, which has to be plain JavaScript.
export function labUnsupported(): string | null;
