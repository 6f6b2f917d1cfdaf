import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ClientException } from '../errors.ts';
import type { AnsweredOperation } from '../iam-recording/batch-permissions.ts';
import { principalOf } from '../iam-recording/principal.ts';
import type { Operation } from './operation.ts';

/** A server of the Batch protocol (REST-JSON). */
export interface BatchServer extends AsyncDisposable {
  readonly url: string;
}

export interface BatchServerOptions {
  /** Port on loopback; 0 picks a free one. */
  readonly port: number;
  /** Called with each signed request that was carried out, and the access key that signed it. */
  readonly onAnswer?: ((answered: AnsweredOperation, principal: string) => void) | undefined;
}

/** Serves operations on the loopback interface. */
export async function serveOperations(
  operations: Readonly<Record<string, Operation>>,
  { port, onAnswer }: BatchServerOptions,
): Promise<BatchServer> {
  const app = new Hono();
  for (const [operation, carryOut] of Object.entries(operations)) {
    app.post(`/v1/${operation}`, async ({ req, json }) => {
      const body: unknown = await req.json();
      const answer = carryOut(body);
      const principal = principalOf({ headers: req.header(), query: req.query() });
      if (principal !== undefined) onAnswer?.({ operation, body, answer }, principal);
      return json(answer);
    });
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
