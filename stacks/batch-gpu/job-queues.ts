import { perTier, type Tier, tierSettings } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { EnvironmentName } from './environment-name.ts';

const minute = 60;

/**
 * Seconds that the job at the head of its queue may stay RUNNABLE before it is canceled, by Batch's reason: it blocks
 * all jobs behind it. A job that can never start is canceled soon; for capacity it may wait six hours. Either way its
 * request ends in the dead-letter queue with the reason.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_stuck_in_runnable_time_limit_actions.html
 */
const runnableTimeLimitSeconds = {
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': 360 * minute,
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE': 10 * minute,
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT': 10 * minute,
  'MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED': 10 * minute,
};

export interface JobQueuesArgs {
  readonly environmentArns: Readonly<Partial<Record<EnvironmentName, pulumi.Input<string>>>>;
  /** Compute environments of each tier, in order of preference. */
  readonly tiers: Readonly<Record<Tier, readonly EnvironmentName[]>>;
}

/** Batch queues, one for each tier. */
export class JobQueues extends pulumi.ComponentResource {
  readonly arns: Readonly<Record<Tier, pulumi.Output<string>>>;

  constructor(name: string, args: JobQueuesArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:JobQueues', name, {}, options);
    this.arns = perTier((tier) => this.#queue(tier, args).arn);
    this.registerOutputs();
  }

  #queue(tier: Tier, args: JobQueuesArgs): aws.batch.JobQueue {
    const { jobQueue, priority } = tierSettings[tier];
    return new aws.batch.JobQueue(
      jobQueue,
      {
        state: 'ENABLED',
        priority,
        computeEnvironmentOrders: args.tiers[tier].map((name, index) => ({
          order: index + 1,
          computeEnvironment: args.environmentArns[name]!,
        })),
        jobStateTimeLimitActions: Object.entries(runnableTimeLimitSeconds).map(
          ([reason, maxTimeSeconds]) => ({
            action: 'CANCEL',
            state: 'RUNNABLE',
            reason,
            maxTimeSeconds,
          }),
        ),
      },
      { parent: this },
    );
  }
}
