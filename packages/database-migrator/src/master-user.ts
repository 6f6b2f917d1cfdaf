import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { explainIssues } from '@deepsentinel/queue-contracts';
import { z } from 'zod';

const masterUserSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** The owner of the database. */
export type MasterUser = z.infer<typeof masterUserSchema>;

/**
 * Reads who the master user is. RDS renews the password from time to time, so it is read whenever it is needed.
 *
 * @throws {Error} the secret is none of RDS's; the message does not show it
 */
export async function readMasterUser(secrets: SecretsManagerClient, secretArn: string): Promise<MasterUser> {
  const { SecretString: text = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const parsed = masterUserSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(`${secretArn} is no secret of a master user: ${explainIssues(parsed.error)}`);
  }
  return parsed.data;
}

/** Undefined for what is no JSON: the parser's own message would show a part of the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
