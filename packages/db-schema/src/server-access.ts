import { createSecureContext } from 'node:tls';
import type { PoolConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { DatabaseUnavailableError, unavailable } from './errors.ts';

/** Password, certificates and limits that the URL of a server does not hold. */
export interface ServerAccess {
  /** Gives the password for each new connection, in place of one in the URL. */
  readonly password?: () => Promise<string>;
  /** Authorities in PEM that the server's certificate must lead to, in place of Node's; for a URL with TLS. */
  readonly authorities?: readonly string[];
  /** Most connections at the same time; default 10. */
  readonly connections?: number;
  /** Longest silence of the server within a query, seconds; default 60. A connection ends behind it. */
  readonly silenceSeconds?: number;
}

/** A server's database in the form that a pool takes. */
export interface ServerTarget {
  /** Host and database, for people; the URL itself may hold a password. */
  readonly name: string;
  readonly pool: PoolConfig;
}

/**
 * Reads the URL of a server.
 *
 * @throws {DatabaseUnavailableError} it is malformed, or names a file that cannot be read
 */
export function serverTarget(
  url: string,
  { password, authorities, connections }: ServerAccess,
): ServerTarget {
  const name = nameOf(url);
  const client = parse(url, name);
  // The server gives back the locks of a client that has vanished within a transaction.
  const timeouts = { connectionTimeoutMillis: 10_000, idle_in_transaction_session_timeout: 60_000 };
  const pool: PoolConfig = { ...client, ...timeouts };
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

/** Parses a URL with the driver's own parser, so that nothing given beside it takes precedence over it. */
function parse(url: string, name: string) {
  try {
    return parseIntoClientConfig(url);
  } catch (cause) {
    throw unavailable(name, cause);
  }
}
