import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type DeadLetter, deleteDeadLetter } from '@deepsentinel/intake';
import { parseAnalysisRequests, RequestError, type Tier } from '@deepsentinel/queue-contracts';
import type { Cloud } from './deployment.ts';

/**
 * Sends a dead letter's request to its queue again, for the object as it is now and with the failed run to reopen. The
 * dead letter is deleted afterwards, so a crash in between redrives it twice, which does no harm.
 */
export async function redrive(deadLetter: DeadLetter, tier: Tier, { sqs, deployment }: Cloud): Promise<void> {
  const { requestQueueUrl, deadLetterQueueUrl } = deployment.tiers[tier];
  for (const body of requestsOf(deadLetter, tier)) {
    await sqs.send(new SendMessageCommand({ QueueUrl: requestQueueUrl, MessageBody: body }));
  }
  await deleteDeadLetter(sqs, deadLetterQueueUrl, deadLetter);
}

function requestsOf({ body, attributes, sentAt }: DeadLetter, tier: Tier): string[] {
  try {
    return parseAnalysisRequests(body, { tier, receivedAt: sentAt }).map(({ source, ...request }) => {
      const { bucket, key } = source;
      const { runId: reopens, runAttempt } = attributes;
      const reopensAttempt = runAttempt === undefined ? undefined : Number(runAttempt);
      return JSON.stringify({ ...request, reopens, reopensAttempt, source: { bucket, key } });
    });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    // Whoever redrives it may have deployed a parser that knows it.
    return [body];
  }
}
