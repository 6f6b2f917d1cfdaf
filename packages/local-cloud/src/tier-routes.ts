import type { Dispatcher } from '@deepsentinel/dispatcher-lambda';
import { type Deployment, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { queueArn } from './account.ts';

/** Where the dispatcher takes the requests of each tier from, and sends them to. */
export function tierRoutes({ tiers: deployed }: Deployment): Dispatcher['routes'] {
  const entries = tiers.map((tier) => {
    const { requestQueue, jobQueue, jobDefinition } = tierSettings[tier];
    const { deadLetterQueueUrl } = deployed[tier];
    return [
      tier,
      { requestQueueArn: queueArn(requestQueue), deadLetterQueueUrl, jobQueue, jobDefinition },
    ] as const;
  });
  return Object.fromEntries(entries) as unknown as Dispatcher['routes'];
}
