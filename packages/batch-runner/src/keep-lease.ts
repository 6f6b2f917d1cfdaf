import {
  type Lease,
  LeaseLostError,
  leaseSeconds,
  type OpenDatabase,
  renewLease,
} from '@deepsentinel/db-schema';

/** A lease that is renewed in the background. */
export interface KeptLease extends Disposable {
  /** Aborted with a `LeaseLostError` when somebody else has taken the run. */
  readonly signal: AbortSignal;
}

/** Renews a lease until disposed, so that a chunk may take longer than the lease lasts. */
export function keepLease(
  db: OpenDatabase['db'],
  lease: Lease,
  intervalMs: number = (leaseSeconds * 1000) / 3,
): KeptLease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    renewLease(db, lease).catch((error) => {
      // Any other failure is left to the next commit, which cannot go on without the database either.
      if (error instanceof LeaseLostError) lost.abort(error);
    });
  }, intervalMs);
  return { signal: lost.signal, [Symbol.dispose]: () => clearInterval(timer) };
}
