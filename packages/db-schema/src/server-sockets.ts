import { Socket } from 'node:net';

const keepAliveDelayMs = 10_000;

/**
 * The sockets of a pool. A host that vanishes without a reset, as in a failover, would hold a query for many minutes:
 * a socket on which nothing has come or gone for too long ends with an error of code `ETIMEDOUT`.
 */
export class ServerSockets {
  readonly #open = new Set<Socket>();
  #silenceMs = 0;

  /** Makes the socket of a new connection. */
  readonly make = (): Socket => {
    const socket = new Socket().setKeepAlive(true, keepAliveDelayMs).setTimeout(this.#silenceMs);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket.once('timeout', () => {
      const error = new Error(`the database server did not answer for ${this.#silenceMs / 1000} s`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    });
  };

  /** Limits the silence of open and later sockets, milliseconds; there is no limit before. */
  limitSilence(silenceMs: number): void {
    this.#silenceMs = silenceMs;
    for (const socket of this.#open) socket.setTimeout(silenceMs);
  }
}
