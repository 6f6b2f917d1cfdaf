import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,127}$/, 'must be 1 to 128 letters, digits, hyphens or underscores');
/** `name`, `name:revision`, or an ARN of either. */
const reference = z.string().min(1);
const tags = z.record(z.string(), z.string()).default({});
const parameters = z.record(z.string(), z.string()).default({});
const variables = z.array(z.object({ name: z.string().min(1), value: z.string().default('') }));
const state = z.enum(['ENABLED', 'DISABLED']).default('ENABLED');
const page = { maxResults: z.int().min(1).max(100).default(100), nextToken: z.string().optional() };

const resourceRequirement = z.object({
  type: z.enum(['VCPU', 'MEMORY', 'GPU']),
  value: z.string().refine((value) => Number(value) > 0, 'must be a positive number'),
});
const resourceRequirements = z.array(resourceRequirement);
export type ResourceRequirement = z.infer<typeof resourceRequirement>;

const pattern = z
  .string()
  .max(512)
  .regex(
    /^[A-Za-z0-9.:\s]*\*?$/,
    'may hold letters, digits, periods, colons, white space, and an asterisk at its end',
  );

/** @see https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html */
const exitCondition = z.object({
  onExitCode: z
    .string()
    .max(512)
    .regex(/^\d*\*?$/, 'must be digits with an asterisk at most at the end')
    .optional(),
  onReason: pattern.optional(),
  onStatusReason: pattern.optional(),
  /** Given in any case, and described in lower case. */
  action: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['retry', 'exit'])),
});
export type ExitCondition = z.infer<typeof exitCondition>;

const retryStrategy = z.object({
  attempts: z.int().min(1).max(10).default(1),
  evaluateOnExit: z.array(exitCondition).max(5).default([]),
});
export type RetryStrategy = z.infer<typeof retryStrategy>;

/** Batch's own minimum is 60 s; here a shorter time is accepted so that a time-out can be tried out. */
const timeout = z.object({ attemptDurationSeconds: z.int().min(1) });

export const registerDefinitionRequest = z.object({
  jobDefinitionName: name,
  type: z.literal('container'),
  parameters,
  containerProperties: z.looseObject({
    image: z.string().min(1),
    command: z.array(z.string()).default([]),
    environment: variables.default([]),
    resourceRequirements: resourceRequirements.refine(
      (given) => ['VCPU', 'MEMORY'].every((type) => given.some((one) => one.type === type)),
      'must hold VCPU and MEMORY',
    ),
  }),
  retryStrategy: retryStrategy.default({ attempts: 1, evaluateOnExit: [] }),
  timeout: timeout.optional(),
  propagateTags: z.boolean().default(false),
  platformCapabilities: z.array(z.enum(['EC2', 'FARGATE'])).default(['EC2']),
  tags,
});
export type RegisterDefinitionRequest = z.infer<typeof registerDefinitionRequest>;

export const describeDefinitionsRequest = z.object({
  ...page,
  jobDefinitions: z.array(reference).max(100).optional(),
  jobDefinitionName: reference.optional(),
  status: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE'),
});

export const createQueueRequest = z.object({
  jobQueueName: name,
  priority: z.int().min(0),
  state,
  computeEnvironmentOrder: z
    .array(z.object({ order: z.int(), computeEnvironment: reference }))
    .min(1)
    .max(3),
  tags,
});

export const describeQueuesRequest = z.object({ ...page, jobQueues: z.array(reference).optional() });

export const createEnvironmentRequest = z.object({
  computeEnvironmentName: name,
  type: z.enum(['MANAGED', 'UNMANAGED']),
  state,
  computeResources: z.looseObject({}).optional(),
  serviceRole: z.string().default(''),
  tags,
});

export const describeEnvironmentsRequest = z.object({
  ...page,
  computeEnvironments: z.array(reference).optional(),
});

const dependency = z.object({
  jobId: z.string().min(1).optional(),
  type: z.enum(['N_TO_N', 'SEQUENTIAL']).optional(),
});
export type Dependency = z.infer<typeof dependency>;

export const submitJobRequest = z.object({
  jobName: name,
  jobQueue: reference,
  jobDefinition: reference,
  arrayProperties: z.object({ size: z.int().min(2).max(10_000) }).optional(),
  dependsOn: z.array(dependency).max(20).default([]),
  parameters,
  containerOverrides: z
    .object({
      command: z.array(z.string()).optional(),
      environment: variables.optional(),
      resourceRequirements: resourceRequirements.optional(),
    })
    .default({}),
  retryStrategy: retryStrategy.optional(),
  timeout: timeout.optional(),
  propagateTags: z.boolean().optional(),
  tags,
});
export type SubmitJobRequest = z.infer<typeof submitJobRequest>;

export const describeJobsRequest = z.object({ jobs: z.array(z.string()).max(100) });

export const endJobRequest = z.object({ jobId: z.string().min(1), reason: z.string().min(1).max(1024) });

const jobStatus = z.enum(['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED']);

const filterName = z.enum(['JOB_NAME', 'JOB_DEFINITION', 'BEFORE_CREATED_AT', 'AFTER_CREATED_AT']);
const jobFilter = z.object({ name: filterName, values: z.tuple([z.string()]) });
export type JobFilter = z.infer<typeof jobFilter>;

export const listJobsRequest = z
  .object({
    ...page,
    jobQueue: reference.optional(),
    arrayJobId: z.string().optional(),
    jobStatus: jobStatus.default('RUNNING'),
    filters: z.array(jobFilter).max(1).default([]),
  })
  .refine(
    ({ jobQueue, arrayJobId }) => (jobQueue === undefined) !== (arrayJobId === undefined),
    'exactly one of jobQueue and arrayJobId is required',
  );
export type ListJobsRequest = z.infer<typeof listJobsRequest>;
