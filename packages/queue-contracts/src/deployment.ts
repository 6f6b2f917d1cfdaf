import { z } from 'zod';
import { databaseAccessShape } from './database-access.ts';
import { explainIssues } from './explain-issues.ts';
import { tiers } from './tiers.ts';

/**
 * Where the parts of a running system are: what an operator's tools need to know of it. `sentinel up` writes it for the
 * local cloud; for an account it is made of the stacks' outputs.
 */
export const deploymentSchema = z.object({
  /** Variables of the AWS SDK that lead to this deployment; none for the account of the current profile. */
  environment: z.record(z.string(), z.string()).default({}),
  /** `postgres://...` */
  databaseUrl: z.url(),
  /** As DATABASE_AUTH of the programs: by the URL's password, or by tokens of IAM. */
  databaseAuth: databaseAccessShape.DATABASE_AUTH,
  rawVideosBucket: z.string().min(1),
  resultsBucket: z.string().min(1),
  tiers: z.record(
    z.enum(tiers),
    z.object({
      requestQueueUrl: z.url(),
      deadLetterQueueUrl: z.url(),
      jobQueue: z.string().min(1),
      /** Object keys that begin with it are announced to this tier. */
      uploadPrefix: z.string().min(1),
    }),
  ),
  /** Of the results API; absent where it is not served. */
  apiUrl: z.url().optional(),
  /** Where the local cloud keeps the logs of jobs; absent in an account, which has CloudWatch Logs. */
  logDirectory: z.string().optional(),
  /** Of the process that runs the local cloud; absent in an account. */
  pid: z.int().positive().optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** @throws {Error} the text is not the description of a deployment; the message says what is wrong with it */
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
