/** What a browser does, without one: signs in, and calls procedures. */
export type Client = {
  query(procedure: string, input?: unknown): Promise<unknown>;
  mutate(procedure: string, input: unknown): Promise<unknown>;
};

/** Cookies of a session, as next-auth hands them out. */
class Jar {
  readonly #cookies = new Map<string, string>();

  keep(response: Response) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  get header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get signedIn() {
    return [...this.#cookies.keys()].some((name) => name.endsWith('next-auth.session-token'));
  }
}

export async function signIn(url: string, email: string, password: string): Promise<Client> {
  const jar = new Jar();
  const first = await fetch(`${url}/api/auth/csrf`);
  jar.keep(first);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: jar.header },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true', callbackUrl: url }),
  });
  jar.keep(answer);
  if (!jar.signedIn) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`);
  const call = async (procedure: string, init: RequestInit, search = '') => {
    const response = await fetch(`${url}/api/trpc/${procedure}${search}`, {
      ...init,
      headers: { 'content-type': 'application/json', cookie: jar.header },
    });
    const body = (await response.json()) as {
      result?: { data?: { json?: unknown } };
      error?: { json?: { message?: string } };
    };
    if (!response.ok) throw new Error(`${procedure}: ${response.status} ${body.error?.json?.message}`);
    return body.result?.data?.json;
  };
  return {
    query: (procedure, input) =>
      call(procedure, {}, input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`),
    mutate: (procedure, input) => call(procedure, { method: 'POST', body: JSON.stringify({ json: input }) }),
  };
}
