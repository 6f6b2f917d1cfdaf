import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';

/**
 * Reads which messages of a batch failed, as Lambda does with `ReportBatchItemFailures`: nothing reported means success of
 * all; an identifier that is empty or of no message in the batch means failure of all.
 *
 * @returns ids of the messages to leave in the queue
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessages(
  response: SQSBatchResponse | null | undefined,
  records: readonly SQSRecord[],
): ReadonlySet<string> {
  const sent = new Set(records.map(({ messageId }) => messageId));
  const reported = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return reported.every((id) => sent.has(id)) ? new Set(reported) : sent;
}
