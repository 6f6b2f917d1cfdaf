import type { Kysely } from 'kysely';
import type { Database, RunStatus, VideoStatus } from '../schema.ts';

/** A video and its latest run, for an operator. */
export interface VideoSummary {
  readonly videoId: string;
  readonly bucket: string;
  readonly key: string;
  readonly createdAt: Date;
  readonly status: VideoStatus;
  /** Percentage of the video that is analyzed, 0..100. */
  readonly progress: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Id of the latest run, to which the fields below belong; null when there is none. */
  readonly runId: string | null;
  readonly tier: string | null;
  readonly attempt: number | null;
  readonly runStatus: RunStatus | null;
  readonly jobId: string | null;
  readonly waitReason: string | null;
  readonly logStream: string | null;
}

/** Lists summaries of videos, newest first. */
export async function listVideoSummaries(db: Kysely<Database>, limit: number): Promise<VideoSummary[]> {
  return await summaries(db).orderBy('videos.created_at', 'desc').limit(limit).execute();
}

/** Loads the summary of one video; undefined when there is no such video. */
export async function summarizeVideo(
  db: Kysely<Database>,
  videoId: string,
): Promise<VideoSummary | undefined> {
  return await summaries(db).where('videos.id', '=', videoId).executeTakeFirst();
}

function summaries(db: Kysely<Database>) {
  return db
    .selectFrom('videos')
    .leftJoinLateral(
      (query) =>
        query
          .selectFrom('analysis_runs')
          .select([
            'analysis_runs.id',
            'analysis_runs.tier',
            'analysis_runs.attempt',
            'analysis_runs.status',
            'analysis_runs.job_id',
            'analysis_runs.wait_reason',
            'analysis_runs.log_stream',
          ])
          .whereRef('video_id', '=', 'videos.id')
          .orderBy('attempt', 'desc')
          .limit(1)
          .as('run'),
      (join) => join.onTrue(),
    )
    .select([
      'videos.id as videoId',
      'videos.bucket',
      'videos.key',
      'videos.created_at as createdAt',
      'videos.status',
      'videos.analysis_progress as progress',
      'videos.error_code as errorCode',
      'videos.error_message as errorMessage',
      'run.id as runId',
      'run.tier',
      'run.attempt',
      'run.status as runStatus',
      'run.job_id as jobId',
      'run.wait_reason as waitReason',
      'run.log_stream as logStream',
    ]);
}
