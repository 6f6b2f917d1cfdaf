import type { EventType, Gender, PathPoint } from '@deepsentinel/queue-contracts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { isCurrentRun } from './current-runs.ts';

export interface TrackFilter {
  readonly videoId?: string | undefined;
  readonly limit: number;
}

/** A track as the database holds it. */
export interface TrackRecord {
  readonly trackId: number;
  readonly videoId: string;
  readonly bucket: string;
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly gender: Gender;
  /** Share of the votes for the gender, 0..1. */
  readonly genderConfidence: number;
  readonly ageMinYears: number | null;
  readonly ageMaxYears: number | null;
  readonly faceSamples: number;
  /** Sampled positions, ascending in time. */
  readonly path: PathPoint[];
}

/** Lists tracks of the current runs, by video and number. */
export async function listTracks(
  db: Kysely<Database>,
  { videoId, limit }: TrackFilter,
): Promise<TrackRecord[]> {
  const rows = await trackQuery(db)
    .where(isCurrentRun)
    .$if(videoId !== undefined, (query) => query.where('videos.id', '=', videoId!))
    .orderBy('videos.created_at')
    .orderBy('videos.id')
    .orderBy('tracks.track_id')
    .limit(limit)
    .execute();
  return rows.map(withPath);
}

/** Tracks of one run, or the wanted ones of them. */
export interface RunTracks {
  readonly runId: string;
  readonly trackIds?: readonly number[] | undefined;
}

/** Most tracks that are read at a time: paths are large, a thousand points in three minutes. */
const batchSize = 20;

/** Reads the tracks of a run by their starts, a few at a time. */
export async function* streamTracks(
  db: Kysely<Database>,
  { runId, trackIds }: RunTracks,
): AsyncGenerator<TrackRecord[]> {
  for (let last: TrackRecord | undefined, isMore = true; isMore; ) {
    const query = trackQuery(db)
      .where('tracks.run_id', '=', runId)
      .$if(trackIds !== undefined, (some) => some.where('tracks.track_id', 'in', [0, ...trackIds!]))
      .$if(last !== undefined, (some) =>
        some.where(sql<boolean>`(tracks.start_ms, tracks.track_id) > (${last!.startMs}, ${last!.trackId})`),
      );
    const rows = await query.orderBy('tracks.start_ms').orderBy('tracks.track_id').limit(batchSize).execute();
    const batch = rows.map(withPath);
    if (batch.length > 0) yield batch;
    last = batch.at(-1);
    isMore = batch.length === batchSize;
  }
}

/** A person at the start or at the end of a recording. */
export interface BorderTrack {
  readonly trackId: number;
  /** Position first or last seen, milliseconds from the first frame of the video. */
  readonly point: PathPoint;
}

/** Lists who was in view at the start of a recording and did not come in: first seen before `beforeMs`. */
export async function listTracksAtStart(
  db: Kysely<Database>,
  { runId, beforeMs }: { readonly runId: string; readonly beforeMs: number },
): Promise<BorderTrack[]> {
  return await borderTracks(db, runId, { passage: 'entered', point: sql`path -> 0`, order: sql`asc` })
    .where('tracks.start_ms', '<', beforeMs)
    .execute();
}

/** Lists who was in view at the end of a recording and has not left: last seen at or after `fromMs`. */
export async function listTracksAtEnd(
  db: Kysely<Database>,
  { runId, fromMs }: { readonly runId: string; readonly fromMs: number },
): Promise<BorderTrack[]> {
  return await borderTracks(db, runId, { passage: 'left', point: sql`path -> -1`, order: sql`desc` })
    .where('tracks.end_ms', '>=', fromMs)
    .execute();
}

interface Border {
  readonly passage: EventType;
  readonly point: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
}

function borderTracks(db: Kysely<Database>, runId: string, { passage, point, order }: Border) {
  return db
    .selectFrom('tracks')
    .where('tracks.run_id', '=', runId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('events')
            .select('events.event_id')
            .whereRef('events.run_id', '=', 'tracks.run_id')
            .where('events.event_type', '=', passage)
            .where(sql<boolean>`tracks.track_id = any (events.track_ids)`),
        ),
      ),
    )
    .innerJoinLateral(
      sql<{ point: PathPoint }>`(
        select ${point} as point from track_segments
        where run_id = tracks.run_id and track_id = tracks.track_id and path <> '[]'
        order by chunk_index ${order} limit 1
      )`.as('border'),
      (join) => join.onTrue(),
    )
    .select(['tracks.track_id as trackId', 'border.point'])
    .orderBy('tracks.track_id');
}

/** Lays the segments of a path one after the other. */
function withPath<Row extends { readonly segments: PathPoint[][] }>({ segments, ...track }: Row) {
  return { ...track, path: segments.flat() };
}

function trackQuery(db: Kysely<Database>) {
  return db
    .selectFrom('tracks')
    .innerJoin('analysis_runs', 'analysis_runs.id', 'tracks.run_id')
    .innerJoin('videos', 'videos.id', 'analysis_runs.video_id')
    .select([
      'tracks.track_id as trackId',
      'videos.id as videoId',
      'videos.bucket',
      'videos.key',
      'tracks.start_ms as startMs',
      'tracks.end_ms as endMs',
      'tracks.gender',
      'tracks.gender_confidence as genderConfidence',
      'tracks.age_min_years as ageMinYears',
      'tracks.age_max_years as ageMaxYears',
      'tracks.face_samples as faceSamples',
      sql<PathPoint[][]>`(
        select coalesce(jsonb_agg(path order by chunk_index), '[]') from track_segments
        where run_id = tracks.run_id and track_id = tracks.track_id
      )`.as('segments'),
    ]);
}
