import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { accountId, region } from '../account.ts';
import type { Job } from './job.ts';

const firstRetryMs = 100;
const longestRetryMs = 30_000;
/** Longest wait at closing for the delivery that is under way; it comes again after the next start. */
const closingMs = 2000;

export type EventType = 'Batch Job State Change' | 'Batch Job Queue Blocked';

/**
 * An event of EventBridge: a job has ended, or blocks its queue.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch-job-queue-blocked-events.html
 */
export interface BatchEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': EventType;
  readonly source: 'aws.batch';
  readonly account: string;
  /** Time in ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  /** ARNs of the job and, if it blocks one, of its queue. */
  readonly resources: readonly string[];
  readonly detail: Job;
}

/**
 * Delivers events at least once. An event is saved in the transaction of the change that it tells of, and its delivery is
 * tried again with growing pauses, after a restart too, until it succeeds.
 */
export class EventOutbox {
  readonly #database: DatabaseSync;
  readonly #deliver: (event: BatchEvent) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #delivery: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: DatabaseSync, deliver: (event: BatchEvent) => Promise<void>) {
    this.#database = database;
    this.#deliver = deliver;
  }

  /** Puts an event of a job, as it now is, in line; part of the caller's transaction. */
  add(job: Job, type: EventType): void {
    this.#database
      .prepare('insert into events (due_at, event) values (?, ?)')
      .run(Date.now(), JSON.stringify(describeEvent(job, type)));
  }

  /** Delivers what is due, and goes on as more becomes due. To be called after something was added. */
  wake(): void {
    if (this.#isClosed || this.#delivery !== undefined) return;
    clearTimeout(this.#timer);
    this.#delivery = this.#deliverDue().finally(() => {
      this.#delivery = undefined;
      this.#sleep();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#delivery === undefined) return;
    const { promise: waitedLongEnough, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closingMs);
    await Promise.race([this.#delivery, waitedLongEnough]);
    clearTimeout(timer);
  }

  async #deliverDue(): Promise<void> {
    for (;;) {
      const row = this.#next();
      if (this.#isClosed || !row || row.dueAt > Date.now()) return;
      const isDelivered = await this.#deliver(JSON.parse(row.event)).then(
        () => true,
        () => false,
      );
      // Lets requests and ends of jobs in between, however many events are due.
      await setImmediate();
      if (!this.#database.isOpen) return;
      if (isDelivered) this.#database.prepare('delete from events where sequence = ?').run(row.sequence);
      else this.#postpone(row.sequence, row.failures);
    }
  }

  #postpone(sequence: number, failures: number): void {
    const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
    this.#database
      .prepare('update events set failures = failures + 1, due_at = ? where sequence = ?')
      .run(Date.now() + pauseMs, sequence);
  }

  #sleep(): void {
    if (this.#isClosed) return;
    const row = this.#next();
    if (row) this.#timer = setTimeout(() => this.wake(), Math.max(0, row.dueAt - Date.now()));
  }

  #next(): Undelivered | undefined {
    const row = this.#database
      .prepare(
        'select sequence, due_at as dueAt, failures, event from events order by due_at, sequence limit 1',
      )
      .get();
    return row as Undelivered | undefined;
  }
}

interface Undelivered {
  readonly sequence: number;
  readonly dueAt: number;
  readonly failures: number;
  readonly event: string;
}

function describeEvent(job: Job, type: EventType): BatchEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'aws.batch',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: type === 'Batch Job Queue Blocked' ? [job.jobArn, job.jobQueue] : [job.jobArn],
    detail: { ...job, tags: { ...job.tags, resourceArn: job.jobArn } },
  };
}
