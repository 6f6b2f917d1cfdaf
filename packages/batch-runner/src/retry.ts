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
import { classifyError } from './classify-error.ts';

/** Delays between attempts, seconds; the attempt after the last delay is the last. */
export interface RetryDelays {
  /** For a database or an AWS service that does not answer. */
  readonly outage: readonly number[];
  /** For a lease that somebody else holds. */
  readonly lease: readonly number[];
}

const leasePollSeconds = 3;
/** Two minutes for an outage, because a failover takes one or two; for a lease until that of a dead holder has expired. */
export const defaultRetryDelays: RetryDelays = {
  outage: [1, 2, 4, 8, 15, 30, 60],
  lease: Array.from({ length: Math.ceil((1.25 * leaseSeconds) / leasePollSeconds) }, () => leasePollSeconds),
};

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Called before waiting, with the reason. */
  readonly onWait: (message: string) => void;
  /** @defaultValue `defaultRetryDelays` */
  readonly delays?: RetryDelays;
}

/**
 * Opens the database, and tries again with growing delays while it cannot be reached.
 *
 * @throws {DatabaseUnavailableError} it could not be opened in about two minutes
 */
export async function openDatabaseWithRetry(
  access: DatabaseAccess,
  options: RetryOptions,
): Promise<OpenDatabase> {
  const isPassing = (error: unknown) => error instanceof DatabaseUnavailableError;
  return await retry(() => openDeployedDatabase(access), { ...options, kind: 'outage', isPassing });
}

/**
 * Calls an AWS service, and calls it again with growing delays while it does not answer.
 *
 * @throws {Error} it did not answer in about two minutes, or the answer was another error
 */
export async function callWithRetry<Result>(
  call: () => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const isPassing = (error: unknown) => classifyError(error).code === 'service-unavailable';
  return await retry(call, { ...options, kind: 'outage', isPassing });
}

/**
 * Takes the lease of a run. While another holder has it, tries again until a dead holder's lease would have expired.
 *
 * @throws {LeaseHeldError} the holder is alive
 * @throws {LeaseLostError} the run has ended
 */
export async function takeLeaseWithRetry(
  { db, runId, owner }: { db: OpenDatabase['db']; runId: string; owner: string },
  options: RetryOptions,
): Promise<Lease> {
  const isPassing = (error: unknown) => error instanceof LeaseHeldError;
  return await retry(() => takeLease(db, runId, owner), { ...options, kind: 'lease', isPassing });
}

interface Retry extends RetryOptions {
  readonly kind: keyof RetryDelays;
  readonly isPassing: (error: unknown) => boolean;
}

async function retry<Result>(
  work: () => Promise<Result>,
  { kind, isPassing, signal, onWait, delays = defaultRetryDelays }: Retry,
): Promise<Result> {
  for (const seconds of delays[kind]) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      onWait(`${classifyError(error).message}; trying again in ${seconds} s`);
      await pause(seconds, signal);
    }
  }
  return await work();
}

/**
 * Waits.
 *
 * @throws {unknown} the signal's reason when it is aborted during the pause
 */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(1000 * seconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
