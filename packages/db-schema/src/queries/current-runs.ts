import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';

/**
 * The run of each video whose results count: the completed one, else the latest. So readers see the old results until
 * a new analysis is complete, and those of a first analysis as they come.
 */
export function currentRunIds(db: Kysely<Database>) {
  const current = db
    .selectFrom('analysis_runs')
    .distinctOn('video_id')
    .select('id')
    .orderBy('video_id')
    .orderBy(sql`status = 'completed'`, 'desc')
    .orderBy('attempt', 'desc')
    .as('current');
  return db.selectFrom(current).select('current.id');
}
