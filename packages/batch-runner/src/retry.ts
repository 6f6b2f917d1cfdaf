import { setTimeout as sleep } from 'node:timers/promises';
import {
  DatabaseUnavailableError,
  type Lease,
  LeaseHeldError,
  leaseSeconds,
  type OpenDatabase,
  takeLease,
} from '@deepsentinel/db-schema';
import { openDeployedDatabase } from '@deepsentinel/db-schema/rds';
import type { DatabaseAccess } from '@deepsentinel/queue-contracts';

/** Delays between attempts to open a database that does not answer, seconds: a failover takes a minute or two. */
const databaseRetryDelaysSeconds = [1, 2, 4, 8, 15, 30, 60];
/** Time to wait for a lease: that of a dead holder has expired by then. */
const leaseWaitSeconds = 1.25 * leaseSeconds;
const leasePollSeconds = 3;

interface RetryOptions {
  readonly signal: AbortSignal;
  /** Called before waiting, with the reason. */
  readonly onWait: (message: string) => void;
}

/**
 * Opens the database, and tries again with growing delays while it cannot be reached.
 *
 * @throws {DatabaseUnavailableError} it could not be opened in about two minutes
 */
export async function openDatabaseWithRetry(
  access: DatabaseAccess,
  { signal, onWait }: RetryOptions,
  retryDelaysSeconds: readonly number[] = databaseRetryDelaysSeconds,
): Promise<OpenDatabase> {
  for (const seconds of retryDelaysSeconds) {
    try {
      return await openDeployedDatabase(access);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      onWait(`${error.message}; trying again in ${seconds} s`);
      await pause(seconds, signal);
    }
  }
  return await openDeployedDatabase(access);
}

/**
 * Takes the lease of a run. While another holder has it, tries again until a dead holder's lease would have expired.
 *
 * @throws {LeaseHeldError} the holder is alive
 * @throws {LeaseLostError} the run has ended
 */
export async function takeLeaseWithRetry(
  { db, runId, owner }: { db: OpenDatabase['db']; runId: string; owner: string },
  { signal, onWait }: RetryOptions,
): Promise<Lease> {
  for (let waited = 0; waited < leaseWaitSeconds; waited += leasePollSeconds) {
    try {
      return await takeLease(db, runId, owner);
    } catch (error) {
      if (!(error instanceof LeaseHeldError)) throw error;
      if (waited === 0) onWait(error.message);
      await pause(leasePollSeconds, signal);
    }
  }
  return await takeLease(db, runId, owner);
}

/**
 * Waits.
 *
 * @throws {unknown} the signal's reason when it is aborted during the pause
 */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(1000 * seconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
