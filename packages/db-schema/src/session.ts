import { CompiledQuery, type DatabaseConnection } from 'kysely';

/** Settings of every session. */
export const sessionSettings = 'set hnsw.iterative_scan = strict_order';

/**
 * Applies the session settings to a new connection. Without them an approximate index yields 40 candidates and no more,
 * and a filter or a larger limit would silently give too few.
 *
 * @see https://github.com/pgvector/pgvector#iterative-index-scans
 */
export async function prepareSession(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sessionSettings));
}
