import { type Lease, LeaseLostError, type OpenDatabase, reportProgress } from '@deepsentinel/db-schema';

/** Interval of heartbeats, which also report progress. */
const heartbeatMs = 5000;

/** A lease that is renewed in the background. */
export interface KeptLease extends Disposable {
  /** Aborted with a `LeaseLostError` when another holder has taken the run. */
  readonly signal: AbortSignal;
  /** Share of the video that is analyzed, 0..1; reported with the next heartbeat. */
  progress: number | null;
}

/** Renews a lease and reports progress until disposed, so that a chunk may take longer than the lease lasts. */
export function keepLease(db: OpenDatabase['db'], lease: Lease, intervalMs: number = heartbeatMs): KeptLease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    reportProgress(db, lease, kept.progress === null ? null : 100 * kept.progress).catch((error) => {
      // Any other failure is left to the next commit, which cannot go on without the database either.
      if (error instanceof LeaseLostError) lost.abort(error);
    });
  }, intervalMs);
  const kept: KeptLease = {
    signal: lost.signal,
    progress: null,
    [Symbol.dispose]: () => clearInterval(timer),
  };
  return kept;
}
