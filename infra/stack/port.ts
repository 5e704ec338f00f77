import { createServer, type Server } from 'node:net';

const first = 3000;
const tries = 100;

/** Nobody else gets the port until it is let go: for whom it is kept starts to listen much later. */
export type HeldPort = { port: number; release(): Promise<void> };

/** The port for the web: the wanted one, which must be free, or the first free one from 3000 on. */
export async function holdPort(listen: string, wanted: number | null): Promise<HeldPort> {
  if (wanted !== null) {
    const held = await hold(listen, wanted);
    if (held) return held;
    throw new Error(`Port ${wanted} is in use. Set PORT to another, or unset it to use one that is free.`);
  }
  for (let port = first; port < first + tries; port++) {
    const held = await hold(listen, port);
    if (held) return held;
  }
  throw new Error(`None of the ports ${first} to ${first + tries - 1} is free. Set PORT to one that is.`);
}

/** Null: somebody has it. */
function hold(listen: string, port: number): Promise<HeldPort | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new Error(`VIRTFLEET_LISTEN is ${listen}: this machine has no such address.`));
      else if (error.code === 'EACCES') reject(new Error(`Port ${port} is not ours to use. Set PORT to 1024 or more.`));
      else reject(error);
    });
    server.listen({ host: listen, port, exclusive: true }, () => resolve({ port, release: () => close(server) }));
  });
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
