import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Where clients look for the servers first; a port that is taken is replaced by a free one. */
const preferredPorts = { storage: 4566, batch: 4567, database: 54_329, api: 8787 } as const;

/** A port of loopback to listen on: the server's own if it is free, else any free one. */
export async function portFor(server: keyof typeof preferredPorts): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(preferredPorts[server], '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch {
    return 0;
  } finally {
    probe.close();
  }
}
