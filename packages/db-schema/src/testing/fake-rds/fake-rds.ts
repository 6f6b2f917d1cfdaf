import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import type { OpenDatabase } from '../../opened-database.ts';
import { certificate } from './certificate.ts';
import type { SignIn } from './iam-token.ts';
import { servedDatabase } from './served-database.ts';
import { askForPassword, readMessage, refusal, userOf } from './start-up-messages.ts';

/** A fake of an RDS instance: PostgreSQL by TLS only, with passwords and tokens in the clear within it. */
export interface FakeRds extends AsyncDisposable {
  /** Address of the database without a user; `localhost`, because certificates name hosts. */
  readonly url: URL;
  /** File with the authority of the server's certificate, in PEM. */
  readonly authorityFile: string;
  /** Every attempt to log in, in order. */
  readonly signIns: readonly SignIn[];
  readonly superuser: string;
  /** The database itself, opened as its superuser. */
  readonly db: OpenDatabase['db'];
}

/**
 * Starts a fake RDS in front of a fresh database that is prepared for the roles of deployed programs. The database is
 * on the server that `TEST_DATABASE_URL` names, otherwise embedded; an embedded one treats all users alike.
 *
 * @param admits decides which logins succeed
 */
export async function startFakeRds(admits: (signIn: SignIn) => boolean): Promise<FakeRds> {
  await using disposables = new AsyncDisposableStack();
  const database = disposables.use(await servedDatabase());
  const { secureContext, authorityFile } = disposables.use(await certificate());
  const signIns: SignIn[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const admit = (signIn: SignIn) => {
      signIns.push(signIn);
      return admits(signIn);
    };
    serve(socket, { secureContext, database: database.url, admit }).catch(() => socket.destroy());
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  disposables.defer(async () => {
    for (const socket of sockets) socket.destroy();
    await promisify(server.close.bind(server))();
  });
  const { port } = server.address() as AddressInfo;
  const url = new URL(`postgres://localhost:${port}${database.url.pathname}?sslmode=verify-full`);
  const running = disposables.move();
  return {
    url,
    authorityFile,
    signIns,
    superuser: database.url.username,
    db: database.db,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Entrance {
  readonly secureContext: SecureContext;
  readonly database: URL;
  readonly admit: (signIn: SignIn) => boolean;
}

async function serve(socket: Socket, { secureContext, database, admit }: Entrance): Promise<void> {
  await readMessage(socket, 'start-up');
  socket.write('S');
  const client = new TLSSocket(socket, { isServer: true, secureContext });
  client.on('error', () => client.destroy());
  const startUp = await readMessage(client, 'start-up');
  client.write(askForPassword);
  const answer = await readMessage(client, 'password');
  const user = userOf(startUp);
  const password = answer.toString('utf8', 5, answer.length - 1);
  if (!admit({ user, host: `localhost:${socket.localPort}`, password })) {
    client.end(refusal(`PAM authentication failed for user "${user}"`));
    return;
  }
  const upstream = connect(Number(database.port), database.hostname);
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
  upstream.write(startUp);
  upstream.pipe(client);
  client.pipe(upstream);
}
