import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,127}$/, 'must be 1 to 128 letters, digits, hyphens or underscores');
const variables = z.array(z.strictObject({ name: z.string().min(1), value: z.string().default('') }));

const resourceRequirement = z.strictObject({
  type: z.enum(['VCPU', 'MEMORY']),
  value: z.string().refine((value) => Number(value) > 0, 'must be a positive number'),
});
export type ResourceRequirement = z.infer<typeof resourceRequirement>;

const pattern = z
  .string()
  .max(512)
  .regex(
    /^[A-Za-z0-9.:\s]*\*?$/,
    'may hold letters, digits, periods, colons, white space, and an asterisk at its end',
  );

/**
 * An entry of a retry strategy.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
 */
const exitCondition = z.strictObject({
  onExitCode: z
    .string()
    .max(512)
    .regex(/^\d*\*?$/, 'must be digits with an asterisk at most at the end')
    .optional(),
  onReason: pattern.optional(),
  onStatusReason: pattern.optional(),
  /** Action, accepted in any case and described in lower case. */
  action: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['retry', 'exit'])),
});
export type ExitCondition = z.infer<typeof exitCondition>;

const retryStrategy = z.strictObject({
  attempts: z.int().min(1).max(10).default(1),
  evaluateOnExit: z.array(exitCondition).max(5).default([]),
});
export type RetryStrategy = z.infer<typeof retryStrategy>;

export const registerDefinitionRequest = z.strictObject({
  jobDefinitionName: name,
  type: z.literal('container'),
  containerProperties: z.strictObject({
    image: z.string().min(1),
    command: z.array(z.string()).default([]),
    environment: variables.default([]),
    resourceRequirements: z
      .array(resourceRequirement)
      .refine(
        (given) => ['VCPU', 'MEMORY'].every((type) => given.some((one) => one.type === type)),
        'must hold VCPU and MEMORY',
      ),
  }),
  /** Platform, which decides how the ends of attempts are worded. */
  platformCapabilities: z.tuple([z.enum(['EC2', 'FARGATE'])]).default(['EC2']),
  retryStrategy: retryStrategy.default({ attempts: 1, evaluateOnExit: [] }),
  /** Time limit of an attempt: at least 60 seconds in AWS; less is accepted here so that tests need not wait. */
  timeout: z.strictObject({ attemptDurationSeconds: z.int().min(1) }).optional(),
});
export type RegisterDefinitionRequest = z.infer<typeof registerDefinitionRequest>;

export const createQueueRequest = z.strictObject({ jobQueueName: name, priority: z.int().min(0) });
export type CreateQueueRequest = z.infer<typeof createQueueRequest>;

export const describeQueuesRequest = z.strictObject({});

export const submitJobRequest = z.strictObject({
  jobName: name,
  jobQueue: name,
  jobDefinition: name,
  containerOverrides: z.strictObject({ environment: variables.default([]) }).default({ environment: [] }),
  tags: z.record(z.string(), z.string()).default({}),
});
export type SubmitJobRequest = z.infer<typeof submitJobRequest>;

export const describeJobsRequest = z.strictObject({ jobs: z.array(z.string()).max(100) });

export const terminateJobRequest = z.strictObject({
  jobId: z.string().min(1),
  reason: z.string().min(1).max(1024),
});

const jobFilter = z.strictObject({
  name: z.enum(['JOB_NAME', 'AFTER_CREATED_AT']),
  values: z.tuple([z.string()]),
});
export type JobFilter = z.infer<typeof jobFilter>;

export const listJobsRequest = z.strictObject({
  jobQueue: name,
  filters: z.tuple([jobFilter]),
  maxResults: z.int().min(1).max(100).default(100),
});
export type ListJobsRequest = z.infer<typeof listJobsRequest>;
