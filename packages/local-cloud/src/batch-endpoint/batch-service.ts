import { once } from 'node:events';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { batchApi } from './batch-api.ts';
import { EventDelivery } from './event-delivery.ts';
import { JobStore } from './job-store.ts';
import { Scheduler, type SchedulerSettings } from './scheduler.ts';

const accountId = '000000000000';
/** As ECS gives a container. */
const stopTimeoutSeconds = 30;

export interface BatchServiceOptions
  extends Pick<SchedulerSettings, 'capacity' | 'environment' | 'resolveImage'> {
  /** Jobs, definitions, queues, untold events and logs lie here and survive a restart. */
  readonly directory: string;
  readonly region: string;
  /** Of loopback; a free one unless given. */
  readonly port?: number;
  readonly stopTimeoutSeconds?: number;
  /**
   * Told of every change of state as EventBridge tells it, at least once: again and again until it does not throw, and
   * after a restart.
   */
  readonly onStateChange: (event: object) => Promise<void>;
}

/** A Batch endpoint that runs real jobs. */
export interface BatchService extends AsyncDisposable {
  readonly url: string;
  /** Holds a file for each log stream of a job, under its name. */
  readonly logDirectory: string;
  /** Takes the host away from a running job, as a Spot reclaim does; its retry strategy decides what follows. */
  reclaim(jobId: string): void;
}

/**
 * Serves AWS Batch's API on loopback and runs jobs as child processes, with the environment, retries, timeouts, priorities
 * and slots of their definitions. What was running when the service ended is treated as lost with its host.
 */
export async function startBatchService(options: BatchServiceOptions): Promise<BatchService> {
  const { directory, region, port = 0 } = options;
  const logDirectory = join(directory, 'logs');
  const store = new JobStore(join(directory, 'batch.sqlite'));
  const delivery = new EventDelivery(store, options.onStateChange);
  const account = { region, accountId };
  const scheduler = new Scheduler(store, delivery, { stopTimeoutSeconds, ...options, account, logDirectory });
  const api = batchApi(store, scheduler, account);
  const server = serve({ fetch: api.fetch, hostname: '127.0.0.1', port });
  await once(server, 'listening');
  scheduler.recover();
  delivery.wake();
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    logDirectory,
    reclaim: (jobId) => scheduler.reclaim(jobId),
    [Symbol.asyncDispose]: async () => {
      server.close();
      await scheduler.close();
      await delivery[Symbol.asyncDispose]();
      store[Symbol.dispose]();
    },
  };
}
