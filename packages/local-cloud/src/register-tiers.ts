import {
  type BatchClient,
  CreateJobQueueCommand,
  DescribeJobQueuesCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { retryStrategy, type Tier, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import type { Principal } from './iam-recording/principal.ts';

/** Environment variables that the runner gets on this machine, whatever the tier. */
export interface StandingEnvironment {
  readonly RESULTS_BUCKET: string;
  /** Path of a directory. */
  readonly MODEL_PACK: string;
  /** Names as a JSON array. */
  readonly ACCEPTED_LICENSES: string;
}

/**
 * Creates for each tier the job queue, where it is missing, and the next revision of its job definition, as the stacks do
 * in an account. A tier that asks for a GPU gets none here: its models run on the CPU.
 */
export async function registerTiers(batch: BatchClient, environment: StandingEnvironment): Promise<void> {
  const { jobQueues = [] } = await batch.send(new DescribeJobQueuesCommand({}));
  const known = new Set(jobQueues.map(({ jobQueueName }) => jobQueueName));
  for (const tier of tiers) {
    const { jobQueue: jobQueueName, priority } = tierSettings[tier];
    if (!known.has(jobQueueName)) await batch.send(new CreateJobQueueCommand({ jobQueueName, priority }));
    await register(batch, tier, environment);
  }
}

async function register(batch: BatchClient, tier: Tier, environment: StandingEnvironment): Promise<void> {
  const { jobDefinition, timeoutSeconds, device } = tierSettings[tier];
  const principal: Principal = `job-${tier}`;
  const variables = { ...environment, DEVICE: 'cpu', AWS_ACCESS_KEY_ID: principal };
  await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: jobDefinition,
      type: 'container',
      platformCapabilities: [device === 'cuda' ? 'EC2' : 'FARGATE'],
      containerProperties: {
        image: 'batch-runner',
        command: ['job'],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '2048' },
        ],
        environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
      },
      retryStrategy: { attempts: retryStrategy.attempts, evaluateOnExit: [...retryStrategy.evaluateOnExit] },
      timeout: { attemptDurationSeconds: timeoutSeconds },
    }),
  );
}
