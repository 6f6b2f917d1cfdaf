import type { Gender, PathPoint } from '@deepsentinel/queue-contracts';
import { type Kysely, sql } from 'kysely';
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
  return await db
    .selectFrom('tracks')
    .innerJoin('analysis_runs', 'analysis_runs.id', 'tracks.run_id')
    .innerJoin('videos', 'videos.id', 'analysis_runs.video_id')
    .where(isCurrentRun)
    .$if(videoId !== undefined, (query) => query.where('videos.id', '=', videoId!))
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
      sql<PathPoint[]>`(
        select coalesce(jsonb_agg(point.value order by segment.chunk_index, point.position), '[]')
        from track_segments segment, jsonb_array_elements(segment.path) with ordinality as point (value, position)
        where segment.run_id = tracks.run_id and segment.track_id = tracks.track_id
      )`.as('path'),
    ])
    .orderBy('videos.created_at')
    .orderBy('videos.id')
    .orderBy('tracks.track_id')
    .limit(limit)
    .execute();
}
