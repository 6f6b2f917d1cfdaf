import { sql, type Transaction } from 'kysely';
import type { Database, RunStatus } from '../schema.ts';

/** Whether a run waits or is being worked on. */
export function isLive({ status }: { readonly status: RunStatus }): boolean {
  return status === 'claimed' || status === 'submitted' || status === 'running';
}

/** Ends a live run that a later one replaces. */
export async function supersedeRun(transaction: Transaction<Database>, runId: string): Promise<void> {
  await transaction
    .updateTable('analysis_runs')
    .set({
      status: 'failed',
      error_code: 'superseded',
      error_message: 'replaced by a run with other models, settings or content',
      checkpoint: null,
      lease_expires_at: null,
      ended_at: sql`now()`,
    })
    .where('id', '=', runId)
    .execute();
}
