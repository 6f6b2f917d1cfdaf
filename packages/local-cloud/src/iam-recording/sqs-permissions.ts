import type { NeededPermission } from './aws-call.ts';

/**
 * Derives the permission that an SQS request needs: the action of its name, and for a batch of entries that of one entry.
 *
 * @param target `AmazonSQS.<operation>`
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function sqsPermissions(
  target: string,
  body: { readonly QueueUrl?: string; readonly QueueName?: string },
  arnOf: (queueName: string) => string,
): NeededPermission[] {
  const operation = target.slice(target.indexOf('.') + 1);
  const queueName = body.QueueUrl?.split('/').at(-1) ?? body.QueueName;
  const action = `sqs:${operation.replace(/Batch$/, '')}`;
  return [{ action, resource: queueName === undefined ? '*' : arnOf(queueName), parameters: {} }];
}
