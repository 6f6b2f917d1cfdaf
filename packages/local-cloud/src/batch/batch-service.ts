import type { CallListener } from '../calls/aws-call.ts';
import { batchPermissions } from '../calls/batch-permissions.ts';
import { openBatchDatabase } from './batch-database.ts';
import type { BatchFaults } from './batch-faults.ts';
import { type BatchServerOptions, serveOperations } from './batch-server.ts';
import { Catalogue } from './catalogue.ts';
import { catalogueOperations } from './catalogue-operations.ts';
import { type BatchJobStateChange, EventOutbox } from './event-outbox.ts';
import { JobLifecycle } from './job-lifecycle.ts';
import { jobOperations } from './job-operations.ts';
import { JobStore } from './job-store.ts';
import { Scheduler } from './scheduler.ts';
import type { Resources } from './slots.ts';

/** ECS's own time from SIGTERM to SIGKILL. */
const defaultStopTimeoutSeconds = 30;

export interface BatchServiceOptions {
  /** On the loopback interface; a free one unless given. */
  readonly port?: number;
  /** State and logs lie here and survive a restart. */
  readonly directory: string;
  /** Added to every job (endpoints, credentials); what its definition and its request say goes before. */
  readonly environment: Readonly<Record<string, string>>;
  /** What this machine lends to jobs. */
  readonly capacity: Resources;
  /** Maps an image to the program that stands for it here; the command of the job is appended to its arguments. */
  readonly resolveImage: (image: string) => { readonly command: string; readonly args: readonly string[] };
  /**
   * Gets each change of a job's state, and each job that blocks its queue, at least once: again, with growing pauses,
   * until the promise is fulfilled.
   */
  readonly onStateChange: (event: BatchJobStateChange) => Promise<void>;
  /** From SIGTERM to SIGKILL, of jobs that are terminated or exceed their time. */
  readonly stopTimeoutSeconds?: number;
  readonly faults?: BatchFaults;
  readonly onCall?: CallListener | undefined;
}

export interface BatchService extends AsyncDisposable {
  /** For the `endpoint` of a BatchClient. */
  readonly url: string;
  /**
   * Takes the host of a running job away, as a Spot reclaim does; its retry strategy decides what comes of it.
   *
   * @param noticeSeconds from SIGTERM to SIGKILL; 0, the default, kills at once
   * @returns when the attempt has ended
   * @throws {ClientException} the job is not running
   */
  reclaim(jobId: string, noticeSeconds?: number): Promise<void>;
}

/**
 * Starts an AWS Batch of this machine: a server that the real SDK client talks to, and that runs jobs as processes. Jobs
 * that were running when the service was last closed or killed have lost their host.
 *
 * @throws another process uses the directory, or the port is taken
 */
export async function startBatchService(options: BatchServiceOptions): Promise<BatchService> {
  const {
    port = 0,
    directory,
    onStateChange,
    faults,
    onCall,
    stopTimeoutSeconds = defaultStopTimeoutSeconds,
  } = options;
  await using parts = new AsyncDisposableStack();
  const database = parts.adopt(openBatchDatabase(directory), (opened) => opened.close());
  const outbox = parts.adopt(new EventOutbox(database, onStateChange, faults), (opened) => opened.close());
  const catalogue = new Catalogue(database);
  const jobs = new JobStore(database);
  const lifecycle = new JobLifecycle(database, jobs, outbox);
  const scheduler = parts.adopt(
    new Scheduler({ catalogue, jobs, lifecycle }, { ...options, stopTimeoutSeconds }),
    (opened) => opened.close(),
  );
  const operations = {
    ...catalogueOperations(catalogue),
    ...jobOperations({ database, catalogue, jobs, lifecycle, scheduler }),
  };
  await scheduler.recover();
  const server = parts.use(
    await serveOperations(operations, { port, onAnswer: onCall && reportTo(onCall, jobs) }),
  );
  scheduler.schedule();
  outbox.wake();
  const running = parts.move();
  return {
    url: server.url,
    reclaim: (jobId, noticeSeconds = 0) => scheduler.reclaim(jobId, noticeSeconds),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function reportTo(onCall: CallListener, jobs: JobStore): NonNullable<BatchServerOptions['onAnswer']> {
  return (answered, principal) => {
    const needed = batchPermissions(answered, (jobId) => jobs.find(jobId));
    for (const permission of needed) onCall({ principal, ...permission });
  };
}
