import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { explainIssues } from '@deepsentinel/queue-contracts';
import { z } from 'zod';

const masterUserSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** Name and password of the database's owner. */
export type MasterUser = z.infer<typeof masterUserSchema>;

/**
 * Reads the master user's name and password. RDS rotates the password, so it is read whenever it is needed.
 *
 * @throws {Error} the secret is not one of RDS; the message does not show it
 */
export async function readMasterUser(secrets: SecretsManagerClient, secretArn: string): Promise<MasterUser> {
  const { SecretString: text = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const parsed = masterUserSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(`${secretArn} is no secret of a master user: ${explainIssues(parsed.error)}`);
  }
  return parsed.data;
}

/** Parses JSON; undefined for any other text. The parser's own message would show some of the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
