const ways = ['/signin', '/password'];

/** Where to go after signing in: a path of this site and nothing else ("//evil.org" and "/\\evil.org" are other sites). */
export function nextPath(asked: string | string[] | undefined): string {
  if (typeof asked !== 'string' || !/^\/(?![/\\])/.test(asked)) return '/';
  const url = new URL(asked, 'http://here');
  return url.origin === 'http://here' && !ways.includes(url.pathname) ? url.pathname + url.search + url.hash : '/';
}

/** The path in an address, whatever site it names: next-auth writes them whole. */
export function pathOfAddress(address: string | string[] | undefined): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { pathname, search } = new URL(address);
  return pathname + search;
}
