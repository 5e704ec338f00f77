import { createServer } from 'node:net';

const first = 3000;
const tries = 100;

/** The port for the web: the wanted one, which must be free, or the first free one from 3000 on. */
export async function webPort(listen: string, wanted: number | null): Promise<number> {
  if (wanted !== null) {
    if (await isFree(listen, wanted)) return wanted;
    throw new Error(`Port ${wanted} is in use. Set PORT to another, or unset it to use one that is free.`);
  }
  for (let port = first; port < first + tries; port++) if (await isFree(listen, port)) return port;
  throw new Error(`None of the ports ${first} to ${first + tries - 1} is free. Set PORT to one that is.`);
}

function isFree(listen: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    server.listen({ host: listen, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
