const ways = ['/signin', '/password'];

/** Where to go after signing in: a path of this site and nothing else ("//evil.org" and "/\\evil.org" are other sites). */
export function nextPath(asked: string | string[] | undefined): string {
  if (typeof asked !== 'string' || !/^\/(?![/\\])/.test(asked)) return '/';
  const url = new URL(asked, 'http://here');
  return url.origin === 'http://here' && !ways.includes(url.pathname) ? url.pathname + url.search + url.hash : '/';
}
