import type { BatchClient } from '@aws-sdk/client-batch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DispatcherContext } from '../dispatcher-context.ts';

/** Random numbers that a seed determines (mulberry32), 0..1. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Makes a context whose process dies at a random call to the database, to Batch or to SQS, before the call has an effect or
 * after it, before the answer. A dead process calls nothing more.
 *
 * @param survival probability of each step of a call to be survived, 0..1
 */
export function mortalContext(
  context: DispatcherContext,
  random: () => number,
  survival: number,
): { readonly context: DispatcherContext; readonly isDead: () => boolean } {
  let dead = false;
  const live = () => {
    dead ||= random() > survival;
    if (dead) throw new Error('killed');
  };
  const db = context.db.withPlugin({
    transformQuery: ({ node }) => {
      live();
      return node;
    },
    transformResult: async ({ result }) => {
      live();
      return result;
    },
  });
  const mortal = <Client extends SQSClient | BatchClient>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name) => {
        if (name !== 'send') return Reflect.get(target, name) as unknown;
        return async (command: never) => {
          live();
          const answer = await (target.send as (sent: never) => Promise<unknown>)(command);
          live();
          return answer;
        };
      },
    });
  const { batch, sqs } = context;
  return { context: { ...context, db, batch: mortal(batch), sqs: mortal(sqs) }, isDead: () => dead };
}
