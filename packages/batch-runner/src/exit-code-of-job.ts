import { exitCodes } from '@deepsentinel/queue-contracts';
import { classifyError, type Failure } from './classify-error.ts';

/**
 * What an error means for a job. As for the command line, but a database that cannot be opened after minutes of trying
 * is worth another attempt: nobody watches, and a failover passes.
 */
export function exitCodeOfJob(error: unknown): Failure {
  const failure = classifyError(error);
  return failure.code === 'database-unavailable' ? { ...failure, exitCode: exitCodes.temporary } : failure;
}
