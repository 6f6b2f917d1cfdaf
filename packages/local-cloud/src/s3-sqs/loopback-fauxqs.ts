import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { type buildApp, type FauxqsServer, startFauxqs } from 'fauxqs';

/** The Fastify application inside fauxqs. */
export type FauxqsApp = ReturnType<typeof buildApp>;

/**
 * Diagnostics channel on which Fastify publishes each instance before it has a route.
 *
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
const initialization = 'fastify.initialization';

/** Largest body of one request, which the server holds in memory; AWS allows 5 GiB. Larger objects need a multipart upload. */
const bodyLimitBytes = 1024 ** 3;

/** Directory, port and region of fauxqs. */
export interface FauxqsOptions {
  /** Directory of the queues' SQLite file, and of the objects as files in `objects/`. */
  readonly directory: string;
  /** Port on loopback; 0 picks a free one. */
  readonly port: number;
  readonly region: string;
}

/** A running fauxqs, and its Fastify application for requests from inside. */
export interface LoopbackFauxqs {
  readonly app: FauxqsApp;
  readonly server: FauxqsServer;
}

/**
 * Starts fauxqs on the loopback interface, with room for a video in one request. By itself it listens on every interface
 * and refuses bodies over 11 MiB, with no option for either.
 *
 * Objects are files and not blobs in SQLite: those end at 1e9 bytes, and each read of a range takes the whole blob.
 *
 * @param extend adds hooks, before the routes are made
 * @throws {Error} the port is taken
 */
export async function startFauxqsOnLoopback(
  options: FauxqsOptions,
  extend: (app: FauxqsApp) => void,
): Promise<LoopbackFauxqs> {
  const created: FauxqsApp[] = [];
  const prepare = (published: unknown) => {
    const { fastify: app } = published as { fastify: FauxqsApp };
    confine(app);
    extend(app);
    created.push(app);
  };
  subscribe(initialization, prepare);
  const starting = start(options);
  unsubscribe(initialization, prepare);
  const server = await starting;
  const [app] = created;
  if (!app)
    throw new Error('fauxqs started without publishing its application: is it another version than 2.4?');
  return { app, server };
}

function start({ directory, port, region }: FauxqsOptions): Promise<FauxqsServer> {
  return startFauxqs({
    port,
    logger: false,
    defaultRegion: region,
    dataDir: directory,
    s3StorageDir: objectDirectory(directory),
  });
}

/** Names the directory of objects below a storage directory. */
export function objectDirectory(directory: string): string {
  return join(directory, 'objects');
}

function confine(app: FauxqsApp): void {
  app.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitBytes;
    const { handler } = route;
    // fauxqs's handlers send and resolve with nothing: Fastify would send again while a hook holds the first answer back.
    route.handler = async function (request, reply) {
      return (await handler.call(this, request, reply)) ?? reply;
    };
  });
  const listen = app.listen.bind(app) as (options: object) => Promise<string>;
  app.listen = ((options: object) => listen({ ...options, host: '127.0.0.1' })) as typeof app.listen;
}
