import { CompiledQuery, type DatabaseConnection } from 'kysely';

/** What every session of ours is set to. */
export const sessionSettings = 'set hnsw.iterative_scan = strict_order';

/**
 * Prepares a new connection: an approximate index yields 40 candidates and no more unless it may go on, and a filter
 * or a larger limit would silently come back short.
 *
 * @see https://github.com/pgvector/pgvector#iterative-index-scans
 */
export async function prepareSession(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sessionSettings));
}
