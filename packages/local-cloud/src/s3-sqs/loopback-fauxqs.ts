import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { type buildApp, type FauxqsServer, startFauxqs } from 'fauxqs';

/** The Fastify application inside fauxqs. */
export type FauxqsApp = ReturnType<typeof buildApp>;

/** Fastify announces each instance here, before it has a route. @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const initialization = 'fastify.initialization';

/** Objects beyond it need a multipart upload: the server holds the body of one request in memory. AWS's own limit is 5 GiB. */
const bodyLimitBytes = 1024 ** 3;

/** Where fauxqs keeps its state. */
export interface FauxqsOptions {
  /** SQLite file of the queues, and the objects as files in `objects/`. */
  readonly directory: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly region: string;
}

/** A running fauxqs, and its application for requests from inside. */
export interface LoopbackFauxqs {
  readonly app: FauxqsApp;
  readonly server: FauxqsServer;
}

/**
 * Starts fauxqs where only this machine reaches it, and with room for a video in one request. Left to itself it listens on
 * every interface and refuses bodies over 11 MiB, with no option for either.
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
  const prepare = (announcement: unknown) => {
    const { fastify: app } = announcement as { fastify: FauxqsApp };
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
    throw new Error('fauxqs started without announcing its application: is it another version than 2.4?');
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

/** Where fauxqs keeps objects under a storage directory. */
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
