import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ClientException } from './client-exception.ts';
import type { Operation } from './operation.ts';

/** A server of the Batch protocol (REST-JSON). */
export interface BatchServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves operations on the loopback interface.
 *
 * @param port 0: a free one
 */
export async function serveOperations(
  operations: Readonly<Record<string, Operation>>,
  port: number,
): Promise<BatchServer> {
  const app = new Hono();
  for (const [name, answer] of Object.entries(operations)) {
    app.post(`/v1/${name}`, async (context) => context.json(answer(await context.req.json())));
  }
  app.onError((error, context) => {
    const isRefusal = error instanceof ClientException || error instanceof SyntaxError;
    context.header('x-amzn-errortype', isRefusal ? 'ClientException' : 'ServerException');
    return context.json({ message: error.message }, isRefusal ? 400 : 500);
  });
  app.notFound((context) => {
    context.header('x-amzn-errortype', 'UnknownOperationException');
    return context.json({ message: `${context.req.path} is no operation of this server` }, 404);
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => resolve(address.port));
  server.once('error', reject);
  const url = `http://127.0.0.1:${await listening}`;
  return { url, [Symbol.asyncDispose]: () => close(server as Server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
