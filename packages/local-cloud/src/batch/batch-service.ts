import type { CallListener } from '../iam-recording/aws-call.ts';
import { batchPermissions } from '../iam-recording/batch-permissions.ts';
import { openBatchDatabase } from './batch-database.ts';
import { type BatchServerOptions, serveOperations } from './batch-server.ts';
import { type BatchEvent, EventOutbox } from './event-outbox.ts';
import { JobLifecycle } from './job-lifecycle.ts';
import { JobRepository } from './job-repository.ts';
import { batchOperations } from './operations.ts';
import { Registry } from './registry.ts';
import type { Resources } from './resources.ts';
import { Scheduler, type StartFailure } from './scheduler.ts';

/** Default time from SIGTERM to SIGKILL, ECS's own. */
const defaultStopTimeoutSeconds = 30;

export interface BatchServiceOptions {
  /** Port on loopback. @defaultValue 0, any free one */
  readonly port?: number;
  /** Directory of state and logs, which survive a restart. */
  readonly directory: string;
  /** Environment of every job (endpoints, credentials); variables of its definition and its request go before. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resources that this machine lends to jobs. */
  readonly capacity: Resources;
  /** Maps an image to the program that stands for it here; the job's command is appended to its arguments. */
  readonly resolveImage: (image: string) => { readonly command: string; readonly args: readonly string[] };
  /**
   * Called at least once for the end of each job and for each job that blocks its queue: again, with growing pauses, until
   * the promise is fulfilled.
   */
  readonly onEvent: (event: BatchEvent) => Promise<void>;
  /** Time from SIGTERM to SIGKILL for jobs that are terminated or exceed their time. */
  readonly stopTimeoutSeconds?: number;
  readonly onCall?: CallListener | undefined;
}

export interface BatchService extends AsyncDisposable {
  /** Endpoint for a BatchClient. */
  readonly url: string;
  /**
   * Takes the host of a running job away, as a Spot reclaim does on the job's platform; its retry strategy decides what comes of it.
   *
   * @returns when the attempt has ended
   * @throws {ClientException} the job is not running
   */
  reclaim(jobId: string): Promise<void>;
  /** Lets the next attempts, one for each failure, end before they have begun. */
  failStarts(failures: readonly StartFailure[]): void;
}

/**
 * Starts an AWS Batch of this machine: a server that the real SDK client talks to and that runs jobs as processes. Jobs
 * that were running when the service was last closed or killed count as having lost their host.
 *
 * @throws another process uses the directory, or the port is taken
 */
export async function startBatchService(options: BatchServiceOptions): Promise<BatchService> {
  const { port = 0, directory, onEvent, onCall, stopTimeoutSeconds = defaultStopTimeoutSeconds } = options;
  await using started = new AsyncDisposableStack();
  const database = started.adopt(openBatchDatabase(directory), (opened) => opened.close());
  const outbox = started.adopt(new EventOutbox(database, onEvent), (opened) => opened.close());
  const registry = new Registry(database);
  const jobs = new JobRepository(database);
  const lifecycle = new JobLifecycle(database, jobs, outbox);
  const scheduler = started.adopt(
    new Scheduler({ registry, jobs, lifecycle }, { ...options, stopTimeoutSeconds }),
    (opened) => opened.close(),
  );
  const operations = batchOperations({ database, registry, jobs, lifecycle, scheduler });
  await scheduler.recover();
  const server = started.use(
    await serveOperations(operations, { port, onAnswer: onCall && reportTo(onCall, jobs) }),
  );
  scheduler.schedule();
  outbox.wake();
  const running = started.move();
  return {
    url: server.url,
    reclaim: (jobId) => scheduler.reclaim(jobId),
    failStarts: (failures) => scheduler.failStarts(failures),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function reportTo(onCall: CallListener, jobs: JobRepository): NonNullable<BatchServerOptions['onAnswer']> {
  return (answered, principal) => {
    const needed = batchPermissions(answered, (jobId) => jobs.find(jobId));
    for (const permission of needed) onCall({ principal, ...permission });
  };
}
