import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the viewer is looked for first. */
export const usualPort = 4173;

/** How many ports after the usual one are tried. */
const attempts = 50;

/**
 * Lets a server listen on the loopback address, which other machines cannot reach.
 *
 * @param port exactly this one; without it the usual one or the next that is free
 * @returns the port
 * @throws Error when the port that was asked for is taken or not allowed
 */
export async function listen(server: Server, port?: number): Promise<number> {
  for (let tried = port ?? usualPort; ; tried++) {
    try {
      return await listenOn(server, tried);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const taken = code === 'EADDRINUSE' || code === 'EACCES';
      if (taken && port === undefined && tried < usualPort + attempts) continue;
      if (!taken) throw error;
      const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be used by this user';
      throw new Error(`startViewer: port ${tried} ${why}; choose another, or none to have one found`, {
        cause: error,
      });
    }
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
