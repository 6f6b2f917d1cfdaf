import { exitCodes } from '@deepsentinel/queue-contracts';
import { classifyError, type Failure } from './classify-error.ts';

/**
 * Classifies an error of a job. It differs from the command line in one point: a database that could not be opened for
 * minutes is worth another attempt, since nobody watches and a failover passes.
 */
export function exitCodeOfJob(error: unknown): Failure {
  const failure = classifyError(error);
  return failure.code === 'database-unavailable' ? { ...failure, exitCode: exitCodes.temporary } : failure;
}
