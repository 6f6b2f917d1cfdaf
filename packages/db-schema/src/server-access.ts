import { createSecureContext } from 'node:tls';
import type { PoolConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { DatabaseUnavailableError, unavailable } from './errors.ts';

/** What the URL of a server does not say. */
export interface ServerAccess {
  /** Asked for each new connection, in place of a password in the URL. */
  readonly password?: () => Promise<string>;
  /** Certificates in PEM that the server's must lead to, in place of those that Node trusts; for a URL with TLS. */
  readonly authorities?: readonly string[];
  /** At most so many at a time; 10 unless given. */
  readonly connections?: number;
}

/** A server's database as a pool takes it. */
export interface ServerTarget {
  /** Host and database, for people; the URL itself may hold a password. */
  readonly name: string;
  readonly pool: PoolConfig;
}

/** @throws {DatabaseUnavailableError} the URL is malformed, or names a file that cannot be read */
export function serverTarget(
  url: string,
  { password, authorities, connections }: ServerAccess,
): ServerTarget {
  const name = nameOf(url);
  const client = parse(url, name);
  const pool: PoolConfig = { ...client, connectionTimeoutMillis: 10_000 };
  if (connections !== undefined) pool.max = connections;
  if (password) pool.password = password;
  if (authorities && client.ssl) {
    // Once for all connections: reading so many certificates takes a while.
    const secureContext = createSecureContext({ ca: [...authorities] });
    pool.ssl = { ...(client.ssl === true ? {} : client.ssl), secureContext };
  }
  return { name, pool };
}

function nameOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) {
    throw new DatabaseUnavailableError(
      'the URL of the database is malformed: expected postgres://user:password@host:port/name',
    );
  }
  return `${parsed.host}${parsed.pathname}`;
}

/** By the driver's own reading of URLs, which lets nothing given beside a URL have precedence over it. */
function parse(url: string, name: string) {
  try {
    return parseIntoClientConfig(url);
  } catch (cause) {
    throw unavailable(name, cause);
  }
}
