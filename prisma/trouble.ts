/** What keeps a database from being used, for who set DATABASE_URL; null: it is not for them to mend. Never tells the password. */
export function inWords(error: unknown, url: string): string | null {
  const { host, pathname, username } = new URL(url);
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (!(first instanceof Error)) return null;
  const code = 'code' in first ? String(first.code) : '';
  const where = `The Postgres of DATABASE_URL, ${host}${pathname}`;
  if (/^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE)/.test(code))
    return `${where}, does not answer: ${first.message}. Does it run, and is that its address?`;
  // https://www.postgresql.org/docs/18/errcodes-appendix.html
  if (code.startsWith('28')) return `${where}, refuses the user "${username}": ${first.message}.`;
  if (code === '42501')
    return `${where}, lets "${username}" not do what is needed: ${first.message}. Make the database for that user: CREATE DATABASE … OWNER …`;
  if (code === 'too-old') return `${where}, is too old: ${first.message}.`;
  return null;
}
