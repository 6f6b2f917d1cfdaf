import type { AttemptDetail, ContainerDetail, JobDetail, JobStatus } from '@aws-sdk/client-batch';
import type { ResourceRequirement, RetryStrategy } from './requests.ts';

/** A job as DescribeJobs gives it, with the fields that every job has here. */
export interface Job extends Omit<JobDetail, 'retryStrategy'> {
  readonly jobId: string;
  readonly jobArn: string;
  readonly jobName: string;
  /** ARN. */
  readonly jobQueue: string;
  /** ARN with the revision. */
  readonly jobDefinition: string;
  readonly status: JobStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly attempts: AttemptDetail[];
  readonly retryStrategy: RetryStrategy;
  readonly container: ContainerDetail & {
    readonly image: string;
    readonly command: string[];
    readonly environment: { readonly name: string; readonly value: string }[];
    readonly resourceRequirements: ResourceRequirement[];
  };
  readonly tags: Record<string, string>;
}
