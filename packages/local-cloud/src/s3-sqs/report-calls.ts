import type { CallListener, NeededPermission } from '../iam-recording/aws-call.ts';
import { principalOf } from '../iam-recording/principal.ts';
import { s3Permissions } from '../iam-recording/s3-permissions.ts';
import { sqsPermissions } from '../iam-recording/sqs-permissions.ts';
import type { FauxqsApp } from './loopback-fauxqs.ts';
import { type RoutedRequest, readS3Request } from './s3-request.ts';

/**
 * Reports the permissions that each signed request needs, once it is answered. Requests that the server makes to itself
 * are not signed, and one that it does not implement is not reported.
 */
export function reportCalls(
  app: FauxqsApp,
  arnOf: (queueName: string) => string,
  onCall: CallListener,
): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { headers, query } = request;
    const principal = principalOf({ headers, query: query as Record<string, unknown> });
    if (principal !== undefined && reply.statusCode !== 501) {
      const needed = await permissionsOf(request, { statusCode: reply.statusCode, arnOf });
      for (const permission of needed) onCall({ principal, ...permission });
    }
    return payload;
  });
}

async function permissionsOf(
  request: RoutedRequest,
  { statusCode, arnOf }: { statusCode: number; arnOf: (queueName: string) => string },
): Promise<NeededPermission[]> {
  const { headers, body } = request;
  const { 'x-amz-target': target } = headers;
  if (typeof target === 'string') return sqsPermissions(target, body as { QueueUrl?: string }, arnOf);
  const s3Request = await readS3Request(request);
  return s3Request ? s3Permissions(s3Request, { body, statusCode }) : [];
}
