import { logRetentionDays, readConfig } from '@deepsentinel/stack-kit';
import { z } from 'zod';

const imageByDigest = z
  .string()
  .regex(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)+@sha256:[0-9a-f]{64}$/,
    'must be repository@sha256:..., as `sentinel image push` prints it; a tag can move under a running system',
  );

const bedrockModelId = z
  .string()
  .regex(
    /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[a-z0-9]+)*$/,
    'must be the id of a model or of an inference profile on Bedrock, such as eu.anthropic.claude-haiku-4-5-20251001-v1:0; no ARN, no pattern',
  );

const days = z.number().int().min(1);

const configSchema = z.object({
  cpuImage: imageByDigest,
  gpuImage: imageByDigest,
  // Names of licenses of the model pack, of those that do not plainly allow commercial use: jobs refuse the others.
  acceptedLicenses: z.array(z.string().min(1)).default([]),
  // What the describer of the model pack asks when its family is `bedrock`.
  bedrockModelIds: z.array(bedrockModelId).default([]),
  database: z.strictObject({
    instanceClass: z.string().regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'must be a class such as db.t4g.micro'),
    storageGiB: z.number().int().min(20),
    multiAz: z.boolean(),
    deletionProtection: z.boolean(),
    backupDays: z.number().int().min(1).max(35),
  }),
  rawVideoDays: days,
  resultDays: days,
  resultsApi: z.enum(['iam', 'off']),
  alertEmail: z.email().optional(),
  monthlyBudgetUsd: z.number().positive(),
  logRetentionDays,
});
export type PipelineConfig = z.infer<typeof configSchema>;

export const config: PipelineConfig = readConfig(configSchema);
