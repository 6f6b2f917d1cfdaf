import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';

/** A day of a camera's recordings; the first day begins at `start`, milliseconds since 1970. */
export interface DayOfRecordings {
  readonly cameraId: string;
  readonly start: number;
  readonly day: number;
}

/**
 * Saves what analyses of a camera's recordings of a day would, with few statements: a recording each five minutes, with 12
 * people, each with 40 points of the path and 3 events. The last person of a recording is the first of the next one.
 */
export async function addDayOfRecordings(
  db: Kysely<Database>,
  { cameraId, start, day }: DayOfRecordings,
): Promise<void> {
  await sql`insert into stores (id, name, time_zone) values ('north', 'North', 'UTC') on conflict do nothing`.execute(
    db,
  );
  await sql`insert into cameras (id, store_id, name) values (${cameraId}, 'north', 'Camera') on conflict do nothing`.execute(
    db,
  );
  // It takes longer than all the rest, and only searches need it.
  await sql`drop index if exists events_by_embedding`.execute(db);
  const files = sql`generate_series(${day * 288}::integer, ${day * 288 + 287}::integer) as file`;
  const people = sql`generate_series(1, 12) as person`;
  const first = sql`case when person = 1 then 0 else person * 20000 end`;
  const last = sql`case when person = 12 then 299000 when person = 1 then 8000 else person * 20000 + 16000 end`;
  await sql`
    insert into videos (id, bucket, key, version_id, store_id, camera_id, recorded_at, width, height, duration_ms, status)
    select 'v-' || file, 'raw', file || '.mp4', '1', 'north', ${cameraId},
      to_timestamp(${start / 1000}) + file * interval '5 minutes', 1280, 720, 300000, 'completed'
    from ${files}`.execute(db);
  await sql`
    insert into analysis_runs (id, video_id, tier, attempt, status, version_id, settings)
    select 'r-' || file, 'v-' || file, 'basic', 1, 'completed', '1', '{}' from ${files}`.execute(db);
  await sql`
    insert into tracks (run_id, track_id, start_ms, end_ms, gender, gender_confidence, face_samples)
    select 'r-' || file, person, ${first}, ${last}, 'unknown', 0, 0 from ${files}, ${people}`.execute(db);
  await sql`
    insert into track_segments (run_id, track_id, chunk_index, path)
    select 'r-' || file, person, 0, (
      select jsonb_agg(jsonb_build_object('timeMs', ${first} + (${last} - (${first})) * point / 39, 'confidence', 0.8, 'posture',
        'standing', 'box', jsonb_build_object('x1', 500, 'y1', 300, 'x2', 560, 'y2', 500)) order by point)
      from generate_series(0, 39) as point)
    from ${files}, ${people}`.execute(db);
  await sql`
    insert into events (run_id, event_id, video_id, event_type, track_ids, start_ms, end_ms, confidence, description, embedding,
      evidence, occurred_at)
    select 'r-' || file, type || '-' || person, 'v-' || file, type, array[person], ${first}, ${last}, 0.9, 'A person.',
      array_fill(0.05, array[384])::vector, '{}', to_timestamp(${start / 1000}) + file * interval '5 minutes'
    from ${files}, ${people}, unnest(array['standing', 'walking', 'sitting']) as type`.execute(db);
  await sql`analyze`.execute(db);
}
