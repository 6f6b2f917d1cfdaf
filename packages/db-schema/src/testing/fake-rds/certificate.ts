import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** A self-signed certificate for `localhost`. */
export interface Certificate extends AsyncDisposable {
  readonly secureContext: SecureContext;
  /** File with the certificate in PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly authorityFile: string;
}

export async function certificate(): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const directory = await mkdtemp(join(tmpdir(), 'test-rds-'));
  const authorityFile = join(directory, 'authority.pem');
  await writeFile(authorityFile, cert);
  return {
    secureContext: createSecureContext({ cert, key }),
    authorityFile,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}
