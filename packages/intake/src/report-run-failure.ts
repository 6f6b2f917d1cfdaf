import type { SQSClient } from '@aws-sdk/client-sqs';
import { markDeadLettered, type OpenDatabase, type UnreportedFailure } from '@deepsentinel/db-schema';
import type { DeadLetterAttributes } from '@deepsentinel/queue-contracts';
import { sendDeadLetter } from './dead-letters.ts';

/** Database that has the run, and the queue that gets its request. */
export interface FailureReport {
  readonly db: OpenDatabase['db'];
  readonly sqs: SQSClient;
  readonly deadLetterQueueUrl: string;
}

/**
 * Puts the request of a failed run into the dead-letter queue and marks the run as reported. The dead letter is sent
 * first, so a crash in between sends it twice rather than never.
 *
 * @returns the attributes of the dead letter
 */
export async function reportRunFailure(
  failure: UnreportedFailure,
  { db, sqs, deadLetterQueueUrl }: FailureReport,
): Promise<DeadLetterAttributes> {
  const attributes = attributesOf(failure);
  await sendDeadLetter(sqs, deadLetterQueueUrl, { body: JSON.stringify(failure.request), attributes });
  await markDeadLettered(db, failure);
  return attributes;
}

function attributesOf(failure: UnreportedFailure): DeadLetterAttributes {
  const { jobId, exitCode, jobAttempts, logStream } = failure;
  return {
    reason: failure.code,
    detail: failure.message,
    runId: failure.runId,
    runAttempt: String(failure.attempt),
    ...(jobId !== null && { jobId }),
    ...(exitCode !== null && { exitCode: String(exitCode) }),
    ...(jobAttempts !== null && { attempts: String(jobAttempts) }),
    ...(logStream !== null && { logStream }),
  };
}
