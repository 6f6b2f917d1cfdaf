import { z } from 'zod';
import type { AnalysisRequest } from './analysis-request.ts';
import { databaseAccessShape, withDatabaseAccess } from './database-access.ts';
import { explainIssues } from './explain-issues.ts';
import { modelPackShape } from './model-pack-shape.ts';
import { tiers } from './tiers.ts';

const text = z.string().min(1);

/** Variables that an image, a job definition or an operator sets for all jobs of a tier. */
const standingEnvironmentSchema = z.object({
  ...databaseAccessShape,
  RESULTS_BUCKET: text,
  DEVICE: z.enum(['cpu', 'cuda']),
  ...modelPackShape,
});

/** Variables that the dispatcher adds for one job. */
const jobOverridesSchema = z.object({
  RUN_ID: text,
  TIER: z.enum(tiers),
  SOURCE_BUCKET: text,
  SOURCE_KEY: text,
  /**
   * Version of the object that was claimed. Exactly one of version and entity tag is set; a job analyzes no other
   * content.
   */
  SOURCE_VERSION_ID: text.optional(),
  SOURCE_ETAG: text.optional(),
});

/** Variables that Batch adds. */
const batchEnvironmentSchema = z.object({
  AWS_BATCH_JOB_ID: text,
  AWS_BATCH_JOB_ATTEMPT: z.coerce.number().int().positive(),
});

/** Schema of the whole environment that a job of the runner reads. */
export const jobEnvironmentSchema = withDatabaseAccess(
  z.object({
    ...standingEnvironmentSchema.shape,
    ...jobOverridesSchema.shape,
    ...batchEnvironmentSchema.shape,
  }),
);
export type JobEnvironment = z.infer<typeof jobEnvironmentSchema>;
export type JobOverrides = z.infer<typeof jobOverridesSchema>;

/**
 * Reads the environment of a job.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function parseJobEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): JobEnvironment {
  const parsed = jobEnvironmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`job environment: ${explainIssues(parsed.error)}`);
  return parsed.data;
}

/** Makes the variables that the dispatcher passes to the job of a claimed run. */
export function jobOverrides(
  runId: string,
  { tier, source }: Pick<AnalysisRequest, 'tier' | 'source'>,
): JobOverrides {
  return {
    RUN_ID: runId,
    TIER: tier,
    SOURCE_BUCKET: source.bucket,
    SOURCE_KEY: source.key,
    ...(source.versionId ? { SOURCE_VERSION_ID: source.versionId } : { SOURCE_ETAG: source.etag }),
  };
}
