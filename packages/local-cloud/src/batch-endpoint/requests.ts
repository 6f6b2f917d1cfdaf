import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, 'must be letters, digits, - and _, at most 128');
const variables = z.array(z.object({ name: z.string().min(1), value: z.string() }));
const requirements = z.array(
  z.object({ type: z.enum(['VCPU', 'MEMORY', 'GPU']), value: z.string().regex(/^[\d.]+$/) }),
);
const strings = z.record(z.string(), z.string());
const glob = z.string().max(512);

const retryStrategySchema = z.object({
  attempts: z.int().min(1).max(10).default(1),
  evaluateOnExit: z
    .array(
      z.object({
        onStatusReason: glob.optional(),
        onReason: glob.optional(),
        onExitCode: z
          .string()
          .regex(/^\d*\*?$/, 'must be digits, and may end in *')
          .optional(),
        action: z
          .string()
          .transform((action) => action.toUpperCase())
          .pipe(z.enum(['RETRY', 'EXIT'])),
      }),
    )
    .max(5)
    .default([]),
});
const timeoutSchema = z.object({ attemptDurationSeconds: z.int().min(1) });

export const registerJobDefinitionSchema = z.object({
  jobDefinitionName: name,
  type: z.literal('container'),
  parameters: strings.default({}),
  containerProperties: z.object({
    image: z.string().min(1),
    command: z.array(z.string()).default([]),
    environment: variables.default([]),
    resourceRequirements: requirements,
  }),
  retryStrategy: retryStrategySchema.prefault({}),
  timeout: timeoutSchema.optional(),
  tags: strings.default({}),
});
export type JobDefinition = z.infer<typeof registerJobDefinitionSchema> & {
  readonly jobDefinitionArn: string;
  readonly revision: number;
  readonly status: 'ACTIVE';
};

export const createJobQueueSchema = z.object({
  jobQueueName: name,
  priority: z.int().min(0).max(1000),
  state: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  computeEnvironmentOrder: z.array(z.object({ order: z.int(), computeEnvironment: z.string() })).min(1),
  tags: strings.default({}),
});

export const createComputeEnvironmentSchema = z.object({
  computeEnvironmentName: name,
  type: z.enum(['MANAGED', 'UNMANAGED']),
  state: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  computeResources: z.record(z.string(), z.unknown()).optional(),
  tags: strings.default({}),
});

export const submitJobSchema = z.object({
  jobName: name,
  jobQueue: z.string().min(1),
  jobDefinition: z.string().min(1),
  parameters: strings.default({}),
  arrayProperties: z.object({ size: z.int().min(2).max(10_000) }).optional(),
  dependsOn: z
    .array(z.object({ jobId: z.string(), type: z.enum(['N_TO_N', 'SEQUENTIAL']).optional() }))
    .max(20)
    .default([]),
  containerOverrides: z
    .object({
      command: z.array(z.string()).optional(),
      environment: variables.default([]),
      resourceRequirements: requirements.default([]),
    })
    .prefault({}),
  retryStrategy: retryStrategySchema.optional(),
  timeout: timeoutSchema.optional(),
  tags: strings.default({}),
});
export type SubmitJob = z.infer<typeof submitJobSchema>;

export const listJobsSchema = z.object({
  jobQueue: z.string().optional(),
  arrayJobId: z.string().optional(),
  jobStatus: z
    .enum(['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'])
    .default('RUNNING'),
  filters: z
    .array(
      z.object({
        name: z.enum(['JOB_NAME', 'JOB_DEFINITION', 'BEFORE_CREATED_AT', 'AFTER_CREATED_AT']),
        values: z.array(z.string()).length(1),
      }),
    )
    .max(1)
    .default([]),
  maxResults: z.int().min(1).max(100).default(100),
  nextToken: z.string().regex(/^\d+$/).optional(),
});

export const endJobSchema = z.object({ jobId: z.string().min(1), reason: z.string() });
export const describeJobsSchema = z.object({ jobs: z.array(z.string()).max(100) });
export const describeNamedSchema = z.object({
  jobQueues: z.array(z.string()).optional(),
  computeEnvironments: z.array(z.string()).optional(),
  jobDefinitions: z.array(z.string()).optional(),
  jobDefinitionName: z.string().optional(),
});
