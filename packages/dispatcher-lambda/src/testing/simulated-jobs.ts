import {
  commitChunk,
  failRun,
  jobHolder,
  type Lease,
  releaseLease,
  renewLease,
  takeLease,
} from '@deepsentinel/db-schema';
import { runIdOfJobName } from '../job-name.ts';
import type { DispatcherFixture } from './dispatcher-fixture.ts';

type FakeJob = DispatcherFixture['batch']['jobs'][number];

interface SimulatedJob {
  readonly job: FakeJob;
  readonly lease: Lease;
}

/** Chunks of every simulated video. */
const chunkCount = 5;

/** What simulated runners have saved, by run. */
export interface SavedChunks {
  readonly chunks: Map<string, number[]>;
  readonly completions: Map<string, number>;
}

/** Runners without a video: they take leases, save chunks and end in all ways in which a job can end. */
export class SimulatedJobs {
  readonly #fixture: DispatcherFixture;
  readonly #random: () => number;
  /** Processes at work; one of an ended job is a zombie. */
  #running: SimulatedJob[] = [];
  readonly saved: SavedChunks = { chunks: new Map(), completions: new Map() };
  /** Ends of jobs that have not been announced yet. */
  readonly ends: object[] = [];
  /** Ways in which jobs have ended, with their counts. */
  readonly counts: Record<string, number> = {};

  constructor(fixture: DispatcherFixture, random: () => number) {
    this.#fixture = fixture;
    this.#random = random;
  }

  get isIdle(): boolean {
    return this.#fixture.batch.jobs.every(({ status }) => status === 'SUCCEEDED' || status === 'FAILED');
  }

  /** Starts the jobs that wait, with the given probability each. */
  async start(probability: number): Promise<void> {
    for (const job of this.#fixture.batch.jobs.filter(({ status }) => status === 'RUNNABLE')) {
      if (this.#random() > probability) continue;
      Object.assign(job, { status: 'RUNNING', startedAt: Date.now() - 3_600_000 });
      const runId = runIdOfJobName(job.jobName)!;
      await takeLease(this.#fixture.database.db, runId, jobHolder(job.jobId)).then(
        (lease) => this.#running.push({ job, lease }),
        () => this.#end(job, 'nothing to do', { status: 'SUCCEEDED', container: { exitCode: 0 } }),
      );
    }
  }

  /** Lets every process renew its lease, zombies too: they do not know that they are. */
  async renew(): Promise<void> {
    for (const { lease } of this.#running) {
      await renewLease(this.#fixture.database.db, lease).catch(() => null);
    }
  }

  /** Lets every process save a chunk, or end, with the given probability of a fault each. */
  async step(faults: number): Promise<void> {
    const running = this.#running;
    this.#running = [];
    for (const each of running) {
      const isZombie = each.job.status !== 'RUNNING';
      if (!isZombie && this.#random() < faults) await this.#fail(each);
      else await this.#saveChunk(each);
    }
  }

  async #saveChunk({ job, lease }: SimulatedJob): Promise<void> {
    const { runId } = lease;
    const index = ((lease.checkpoint as { chunk: number } | null)?.chunk ?? 0) + 1;
    const isLast = index === chunkCount;
    const chunk = {
      ...{ index, tracks: [], events: [], observations: null, frames: null, progress: null },
      checkpoint: { chunk: index },
      completion: isLast ? { truncated: false } : null,
    };
    try {
      await commitChunk(this.#fixture.database.db, lease, chunk);
    } catch {
      if (job.status === 'RUNNING') this.#end(job, 'lease lost', { container: { exitCode: 75 } });
      return;
    }
    this.saved.chunks.set(runId, [...(this.saved.chunks.get(runId) ?? []), index]);
    if (!isLast) this.#running.push({ job, lease: { ...lease, checkpoint: chunk.checkpoint } });
    else {
      this.saved.completions.set(runId, (this.saved.completions.get(runId) ?? 0) + 1);
      if (job.status === 'RUNNING') {
        this.#end(job, 'completed', { status: 'SUCCEEDED', container: { exitCode: 0 } });
      }
    }
  }

  async #fail(each: SimulatedJob): Promise<void> {
    const { db } = this.#fixture.database;
    const { job, lease } = each;
    const kind = this.#random();
    if (kind < 0.3) this.#end(job, 'killed', { statusReason: 'Host EC2 (instance i-0) terminated.' });
    else if (kind < 0.5) {
      await releaseLease(db, lease, { code: 'network', message: 'the transfer broke off' });
      this.#end(job, 'temporary', { container: { exitCode: 75 } });
    } else if (kind < 0.6) {
      this.#end(job, 'timed out', { statusReason: 'Job attempt duration exceeded timeout' });
    } else if (kind < 0.7) {
      await failRun(db, lease, { code: 'unreadable', message: 'not a video' }).catch(() => null);
      this.#end(job, 'failed for good', { container: { exitCode: 65 } });
    } else if (kind < 0.85) {
      this.#end(job, 'zombie', { statusReason: 'Host EC2 (instance i-0) terminated.' });
      this.#running.push(each);
    } else {
      // It hangs: nothing is heard of it until the reconciler terminates it.
      this.counts['hung'] = (this.counts['hung'] ?? 0) + 1;
    }
  }

  #end(job: FakeJob, kind: string, detail: object): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    Object.assign(job, { status: 'FAILED', ...detail });
    this.ends.push({ ...job });
  }
}
