import { explainIssues } from '@deepsentinel/queue-contracts';
import { z } from 'zod';

/** Address of the database without a user: the master user comes from a secret, and its password travels over TLS only. */
const databaseUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL', abort: true })
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    error: 'must not name a user: MASTER_SECRET_ARN does',
  })
  .refine((url) => new URL(url).searchParams.get('sslmode') === 'verify-full', {
    error: 'must say ?sslmode=verify-full: only the database may get to see the password of its master user',
  });

const migratorConfigSchema = z.object({
  /** Address of the database, `postgres://HOST:PORT/NAME?sslmode=verify-full`. */
  DATABASE_URL: databaseUrl,
  /** ARN of the secret that RDS manages: `{ username, password }`. */
  MASTER_SECRET_ARN: z.string().min(1),
  /** Region of the database. */
  AWS_REGION: z.string().min(1),
});

export interface MigratorConfig {
  readonly databaseUrl: string;
  readonly masterSecretArn: string;
  readonly region: string;
}

/**
 * Reads the environment of the migrator.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function parseMigratorConfig(
  environment: Readonly<Record<string, string | undefined>>,
): MigratorConfig {
  const parsed = migratorConfigSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`environment of the migrator: ${explainIssues(parsed.error)}`);
  const { DATABASE_URL: databaseUrl, MASTER_SECRET_ARN: masterSecretArn, AWS_REGION: region } = parsed.data;
  return { databaseUrl, masterSecretArn, region };
}
