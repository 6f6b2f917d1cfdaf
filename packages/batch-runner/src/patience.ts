import { setTimeout as sleep } from 'node:timers/promises';
import { openDeployedDatabase } from '@deepsentinel/database-access';
import {
  DatabaseUnavailableError,
  type Lease,
  LeaseHeldError,
  leaseSeconds,
  type OpenDatabase,
  takeLease,
} from '@deepsentinel/db-schema';
import type { DatabaseAccess } from '@deepsentinel/queue-contracts';

/** Waiting times for a database that does not answer, seconds: a failover takes a minute or two. */
const databaseBackOffSeconds = [1, 2, 4, 8, 15, 30, 60];
/** A dead holder's lease runs out after this many seconds at most. */
const leaseWaitSeconds = 1.25 * leaseSeconds;
const leasePollSeconds = 3;

interface Waiting {
  readonly signal: AbortSignal;
  /** Called before each wait. */
  readonly onWait: (message: string) => void;
}

/**
 * Opens the database, waiting for it when it cannot be reached.
 *
 * @throws {DatabaseUnavailableError} it could not be opened in about two minutes
 */
export async function openDatabasePatiently(
  access: DatabaseAccess,
  { signal, onWait }: Waiting,
  backOffSeconds: readonly number[] = databaseBackOffSeconds,
): Promise<OpenDatabase> {
  for (const seconds of backOffSeconds) {
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
 * Takes the lease of a run, waiting until that of a holder who died has run out.
 *
 * @throws {LeaseHeldError} the holder is alive
 * @throws {LeaseLostError} the run has ended
 */
export async function takeLeasePatiently(
  { db, runId, owner }: { db: OpenDatabase['db']; runId: string; owner: string },
  { signal, onWait }: Waiting,
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

/** @throws the signal's reason when it is aborted meanwhile */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(1000 * seconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
