import {
  databaseAccessShape,
  explainIssues,
  modelPackShape,
  tiers,
  withDatabaseAccess,
} from '@deepsentinel/queue-contracts';
import { z } from 'zod';

const text = z.string().min(1);

const workerEnvironmentSchema = withDatabaseAccess(
  z.object({
    ...databaseAccessShape,
    RESULTS_BUCKET: text,
    /** Bucket names, separated by commas. */
    ALLOWED_BUCKETS: text.transform((names) => names.split(',').map((name) => name.trim())),
    REQUEST_QUEUE_URL: z.url(),
    DEAD_LETTER_QUEUE_URL: z.url(),
    TIER: z.enum(tiers),
    DEVICE: z.enum(['cpu', 'cuda']),
    ...modelPackShape,
    /** Analyses at the same time. */
    CONCURRENCY: z.coerce.number().int().min(1).max(64).default(1),
  }),
);
export type WorkerEnvironment = z.infer<typeof workerEnvironmentSchema>;

/**
 * Reads the environment of a worker.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function parseWorkerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): WorkerEnvironment {
  const parsed = workerEnvironmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`worker environment: ${explainIssues(parsed.error)}`);
  return parsed.data;
}
