import { z } from 'zod';
import { databaseAccessShape } from './database-access.ts';
import { explainIssues } from './explain-issues.ts';
import { tiers } from './tiers.ts';

/**
 * Addresses of a running system, as the operator's tools need them. `sentinel up` writes them for the local cloud;
 * for an account they are made of the stacks' outputs.
 */
export const deploymentSchema = z.object({
  /** Variables for the AWS SDK that lead to this deployment; none for the account of the current profile. */
  environment: z.record(z.string(), z.string()).default({}),
  /** Address of the database, `postgres://...`. */
  databaseUrl: z.url(),
  /** Way to log in, as DATABASE_AUTH: by the URL's password, or by tokens of IAM. */
  databaseAuth: databaseAccessShape.DATABASE_AUTH,
  rawVideosBucket: z.string().min(1),
  resultsBucket: z.string().min(1),
  tiers: z.record(
    z.enum(tiers),
    z.object({
      requestQueueUrl: z.url(),
      deadLetterQueueUrl: z.url(),
      jobQueue: z.string().min(1),
      /** Prefix of the object keys that are announced to this tier. */
      uploadPrefix: z.string().min(1),
    }),
  ),
  /** Address of the results API; absent where it is not served. */
  apiUrl: z.url().optional(),
  /** Directory of the local cloud's job logs; absent in an account, where they are in CloudWatch Logs. */
  logDirectory: z.string().optional(),
  /** Id of the process that runs the local cloud; absent in an account. */
  pid: z.int().positive().optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/**
 * Parses the description of a deployment.
 *
 * @throws {Error} it is malformed; the message names what is wrong
 */
export function parseDeployment(text: string): Deployment {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('it is not JSON', { cause });
  }
  const parsed = deploymentSchema.safeParse(value);
  if (!parsed.success) throw new Error(explainIssues(parsed.error));
  return parsed.data;
}
