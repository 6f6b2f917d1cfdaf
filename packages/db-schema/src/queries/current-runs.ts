import { type ExpressionBuilder, sql } from 'kysely';
import type { Database } from '../schema.ts';

/**
 * Condition on `analysis_runs` that selects the run of each video whose results count: the completed one, otherwise the
 * latest. Readers see the old results until a new analysis is complete, and those of a first analysis as they come.
 */
export function isCurrentRun({ exists, not, selectFrom }: ExpressionBuilder<Database, 'analysis_runs'>) {
  const rank = (run: string) =>
    sql`(${sql.ref(`${run}.status`)} = 'completed', ${sql.ref(`${run}.attempt`)})`;
  const better = selectFrom('analysis_runs as better')
    .select('better.id')
    .whereRef('better.video_id', '=', 'analysis_runs.video_id')
    .where(sql<boolean>`${rank('better')} > ${rank('analysis_runs')}`);
  return not(exists(better));
}
