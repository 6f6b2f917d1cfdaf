import {
  type DatabaseAccess,
  databaseAccess,
  databaseAccessShape,
  explainIssues,
  type Tier,
  tiers,
  withDatabaseAccess,
} from '@deepsentinel/queue-contracts';
import { z } from 'zod';

const routeSchema = z.object({
  requestQueueArn: z.string().min(1),
  deadLetterQueueUrl: z.url(),
  jobQueue: z.string().min(1),
  jobDefinition: z.string().min(1),
});

/** Schema of an environment variable that holds JSON. */
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

/** Schema of the dispatcher's environment. */
const dispatcherConfigSchema = withDatabaseAccess(
  z.object({
    ...databaseAccessShape,
    /** Bucket names, separated by commas. */
    ALLOWED_BUCKETS: z
      .string()
      .min(1)
      .transform((names) => names.split(',').map((name) => name.trim())),
    /** JSON: `{ lite: { requestQueueArn, deadLetterQueueUrl, jobQueue, jobDefinition }, basic: ..., premium: ... }` */
    ROUTES: json.pipe(z.record(z.enum(tiers), routeSchema)),
  }),
);
export type DispatcherConfig = {
  readonly database: DatabaseAccess;
  readonly allowedBuckets: readonly string[];
  readonly routes: Readonly<Record<Tier, z.infer<typeof routeSchema>>>;
};

/**
 * Reads the environment of the dispatcher.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function parseDispatcherConfig(
  environment: Readonly<Record<string, string | undefined>>,
): DispatcherConfig {
  const parsed = dispatcherConfigSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`dispatcher environment: ${explainIssues(parsed.error)}`);
  const { ALLOWED_BUCKETS: allowedBuckets, ROUTES: routes } = parsed.data;
  return { database: databaseAccess(parsed.data), allowedBuckets, routes };
}
