import type { AttemptDetail, ContainerDetail, JobDetail, JobStatus } from '@aws-sdk/client-batch';
import type { Dependency, ResourceRequirement, RetryStrategy } from './requests.ts';

/** A job as DescribeJobs gives it, with what every job of ours has. */
export interface Job extends Omit<JobDetail, 'retryStrategy'> {
  readonly jobId: string;
  readonly jobArn: string;
  readonly jobName: string;
  /** ARN. */
  readonly jobQueue: string;
  /** ARN with the revision. */
  readonly jobDefinition: string;
  readonly status: JobStatus;
  readonly createdAt: number;
  readonly attempts: AttemptDetail[];
  readonly dependsOn: Dependency[];
  readonly parameters: Record<string, string>;
  readonly retryStrategy: RetryStrategy;
  readonly container: ContainerDetail & {
    readonly image: string;
    readonly command: string[];
    readonly environment: { readonly name: string; readonly value: string }[];
    readonly resourceRequirements: ResourceRequirement[];
  };
  readonly tags: Record<string, string>;
}

export const hasEnded = ({ status }: Pick<Job, 'status'>) => status === 'SUCCEEDED' || status === 'FAILED';

export const hasStarted = ({ status }: Pick<Job, 'status'>) => status === 'STARTING' || status === 'RUNNING';

/** A child of an array job is `parent:index`. */
export const childId = (parentId: string, index: number) => `${parentId}:${index}`;

/** Of a child of an array job; null for any other job. */
export function parentIdOf(jobId: string): string | null {
  const end = jobId.indexOf(':');
  return end < 0 ? null : jobId.slice(0, end);
}

/** An array job runs nothing itself: its children do. */
export const isArray = ({ arrayProperties }: Pick<Job, 'arrayProperties'>) =>
  arrayProperties?.size !== undefined;
