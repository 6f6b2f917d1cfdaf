import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { startEngine } from '../embedded-database.ts';
import { ClientConnection, type SharedEngine } from './client-connection.ts';
import { Mutex } from './mutex.ts';

export interface EmbeddedServerOptions {
  /** Directory of the embedded database, made if missing. */
  readonly directory: string;
  /** Port to listen on; a free one unless given. */
  readonly port?: number;
  /** Time after which a client that sends nothing inside a transaction is cut off, milliseconds. */
  readonly idleInTransactionMs?: number;
}

/** Server of an embedded database that several processes use. */
export interface EmbeddedServer extends AsyncDisposable {
  /** Address on loopback, `postgres://...`. */
  readonly url: string;
}

/**
 * Serves an embedded database by PostgreSQL's protocol on loopback, so that several processes can use it through any
 * PostgreSQL client. All clients share one session: their transactions follow each other, and session state of one
 * client (`SET`, session locks, temporary tables) is visible to all until it leaves. Named statements are refused.
 *
 * @throws {DatabaseBusyError} another process has the directory open
 * @throws {DatabaseUnavailableError} the directory cannot be used
 */
export async function serveEmbeddedDatabase({
  directory,
  port = 0,
  idleInTransactionMs = 5000,
}: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { pglite, close } = await startEngine(directory);
  const engine: SharedEngine = { pglite, mutex: new Mutex(), idleInTransactionMs };
  const connections = new Set<ClientConnection>();
  const server = createServer((socket) => {
    const connection = new ClientConnection(socket, engine);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  try {
    const address = await listen(server, port);
    return {
      url: `postgres://postgres@127.0.0.1:${address.port}/postgres?sslmode=disable`,
      [Symbol.asyncDispose]: async () => {
        const closed = once(server, 'close');
        server.close();
        await Promise.all([...connections].map((connection) => connection.close()));
        await closed;
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<AddressInfo> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
}
