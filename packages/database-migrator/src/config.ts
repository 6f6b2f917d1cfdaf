import { explainIssues } from '@deepsentinel/queue-contracts';
import { z } from 'zod';

/** The master user comes from its secret, and with its password only over TLS. */
const databaseUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL', abort: true })
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    error: 'must not name a user: MASTER_SECRET_ARN does',
  })
  .refine((url) => new URL(url).searchParams.get('sslmode') === 'verify-full', {
    error: 'must say ?sslmode=verify-full: only the database may get to see the password of its master user',
  });

const migratorConfigSchema = z.object({
  /** `postgres://HOST:PORT/NAME?sslmode=verify-full` */
  DATABASE_URL: databaseUrl,
  /** Of the secret that RDS keeps: `{ username, password }`. */
  MASTER_SECRET_ARN: z.string().min(1),
  /** Of the database. */
  AWS_REGION: z.string().min(1),
});

export interface MigratorConfig {
  readonly databaseUrl: string;
  readonly masterSecretArn: string;
  readonly region: string;
}

/** @throws {Error} naming every variable that is missing or wrong */
export function parseMigratorConfig(
  environment: Readonly<Record<string, string | undefined>>,
): MigratorConfig {
  const parsed = migratorConfigSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`environment of the migrator: ${explainIssues(parsed.error)}`);
  const { DATABASE_URL: databaseUrl, MASTER_SECRET_ARN: masterSecretArn, AWS_REGION: region } = parsed.data;
  return { databaseUrl, masterSecretArn, region };
}
