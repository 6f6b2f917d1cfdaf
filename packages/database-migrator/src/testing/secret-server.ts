import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A fake of Secrets Manager that gives the values of secrets. */
export interface SecretServer extends AsyncDisposable {
  readonly endpoint: string;
}

/**
 * Starts the server.
 *
 * @param secrets values of the secrets by ARN
 */
export async function serveSecrets(secrets: Readonly<Record<string, string>>): Promise<SecretServer> {
  const server = createServer(async (request, response) => {
    const isKnownCall = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    const { SecretId: id } = JSON.parse(await text(request)) as { SecretId: string };
    const value = isKnownCall ? secrets[id] : undefined;
    response.writeHead(value === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    const missing = { __type: 'ResourceNotFoundException', message: `there is no secret ${id}` };
    response.end(JSON.stringify(value === undefined ? missing : { ARN: id, SecretString: value }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
