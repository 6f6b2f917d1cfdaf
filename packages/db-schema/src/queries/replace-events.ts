import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { type ChunkEvent, eventRows, updatedColumns } from './event-rows.ts';

/** An event of a completed run. */
export interface ReplacedEvent extends ChunkEvent {
  /** Video of a later recording into which the event lasts; null when it ends in its own. */
  readonly continuedIn: string | null;
}

/** An event of a run with everything that was saved of it. */
export interface SavedEvent extends ReplacedEvent {
  readonly runId: string;
}

/** Which events of a run: all, or those of some tracks or names. */
export interface RunEvents {
  readonly runId: string;
  readonly trackIds?: readonly number[] | undefined;
  readonly eventIds?: readonly string[] | undefined;
}

/** Loads events of a run with all that was saved of them, by time. */
export async function loadRunEvents(
  db: Kysely<Database>,
  { runId, trackIds, eventIds }: RunEvents,
): Promise<SavedEvent[]> {
  const rows = await savedEvents(db)
    .where('run_id', '=', runId)
    .$if(trackIds !== undefined, (query) => query.where(sharesTracks(trackIds!)))
    .$if(eventIds !== undefined, (query) => query.where(isNamed(eventIds!)))
    .execute();
  return rows.map(toSavedEvent);
}

/** Loads the events of earlier recordings that last into a video. */
export async function loadContinuations(db: Kysely<Database>, videoId: string): Promise<SavedEvent[]> {
  const rows = await savedEvents(db).where('continued_in', '=', videoId).execute();
  return rows.map(toSavedEvent);
}

function savedEvents(db: Kysely<Database>) {
  return db.selectFrom('events').selectAll().orderBy('start_ms').orderBy('event_id');
}

function toSavedEvent(row: Selectable<Database['events']>): SavedEvent {
  return {
    ...{ runId: row.run_id, continuedIn: row.continued_in },
    ...{ eventId: row.event_id, type: row.event_type, state: row.state, trackIds: row.track_ids },
    ...{ startMs: row.start_ms, endMs: row.end_ms, confidence: row.confidence, description: row.description },
    ...{ embedding: vectorOf(row.embedding), embeddedBy: row.embedded_by },
    imageEmbedding: row.image_embedding === null ? null : vectorOf(row.image_embedding),
    imageEmbeddedBy: row.image_embedded_by,
    ...{ evidence: row.evidence, thumbnailKey: row.thumbnail_key, frames: row.frames, answer: row.answer },
  };
}

/** Deletes events of a run by their names. */
export async function deleteEvents(
  transaction: Transaction<Database>,
  runId: string,
  eventIds: readonly string[],
): Promise<void> {
  await transaction.deleteFrom('events').where('run_id', '=', runId).where(isNamed(eventIds)).execute();
}

/** Saves events of a completed run, in place of those of the same names. Events of a run that is gone are left out. */
export async function putEvents(
  transaction: Transaction<Database>,
  runId: string,
  events: readonly ReplacedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const run = await transaction
    .selectFrom('analysis_runs')
    .select('video_id as videoId')
    .where('id', '=', runId)
    .executeTakeFirst();
  if (!run) return;
  const rows = await eventRows(transaction, { runId, videoId: run.videoId }, events);
  const columns = [...updatedColumns, 'continued_in'];
  await transaction
    .insertInto('events')
    .values(rows.map((row, index) => ({ ...row, continued_in: events[index]!.continuedIn })))
    .onConflict((conflict) =>
      conflict
        .columns(['run_id', 'event_id'])
        .doUpdateSet(Object.fromEntries(columns.map((name) => [name, sql.ref(`excluded.${name}`)]))),
    )
    .execute();
}

/** Replaces the settings of a completed run whose rules were run again with others. */
export async function saveSettings(
  transaction: Transaction<Database>,
  runId: string,
  settings: object,
): Promise<void> {
  await transaction
    .updateTable('analysis_runs')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', runId)
    .execute();
}

const isNamed = (eventIds: readonly string[]) =>
  sql<boolean>`events.event_id = any(${sql.val([...eventIds])}::text[])`;

const sharesTracks = (trackIds: readonly number[]) =>
  sql<boolean>`events.track_ids && ${sql.val([...trackIds])}::integer[]`;

/** Parses a vector as pgvector writes it. */
const vectorOf = (text: string) => Float32Array.from(JSON.parse(text) as number[]);
