import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `reset` breaks open connections off; `vanish` passes nothing on and closes nothing, as a host without power. */
export type ConnectionFault = 'reset' | 'vanish';

/** A TCP proxy before a server, whose connections can be made to fail. */
export interface FaultyProxy extends AsyncDisposable {
  /** URL of the server through the proxy. */
  readonly url: string;
  /** Lets the fault happen at once, or instead of passing on what a client sends with this text. */
  fail(fault: ConnectionFault, text?: string): void;
  /** Passes the bytes of new connections on again. */
  recover(): void;
}

/** @param url of a server, with its port */
export async function startFaultyProxy(url: string): Promise<FaultyProxy> {
  const target = new URL(url);
  const open = new Set<Socket>();
  let vanished = false;
  let next: { fault: ConnectionFault; text: string } | null = null;
  const happen = (fault: ConnectionFault) => {
    next = null;
    if (fault === 'vanish') vanished = true;
    else for (const socket of open) socket.resetAndDestroy();
  };
  const relay = (from: Socket, to: Socket) => {
    open.add(from);
    from.on('error', () => to.destroy());
    from.on('data', (bytes) => {
      if (next && bytes.includes(next.text)) happen(next.fault);
      if (!vanished) to.write(bytes);
    });
    from.on('end', () => vanished || to.end());
    from.on('close', () => open.delete(from));
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    relay(client, upstream);
    relay(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { port: `${port}` }).href,
    fail: (fault, text) => {
      if (text === undefined) happen(fault);
      else next = { fault, text };
    },
    recover: () => {
      vanished = false;
      for (const socket of open) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
