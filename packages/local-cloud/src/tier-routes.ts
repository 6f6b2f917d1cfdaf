import type { DispatcherContext } from '@deepsentinel/dispatcher-lambda';
import { type Deployment, perTier, tierSettings } from '@deepsentinel/queue-contracts';
import { queueArn } from './account.ts';

/** Where the dispatcher takes the requests of each tier from, and sends them to. */
export function tierRoutes({ tiers: deployed }: Deployment): DispatcherContext['routes'] {
  return perTier((tier) => {
    const { requestQueue, jobQueue, jobDefinition } = tierSettings[tier];
    const { deadLetterQueueUrl } = deployed[tier];
    return { requestQueueArn: queueArn(requestQueue), deadLetterQueueUrl, jobQueue, jobDefinition };
  });
}
