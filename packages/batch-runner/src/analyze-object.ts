import type { S3Client } from '@aws-sdk/client-s3';
import type { Lease, OpenDatabase } from '@deepsentinel/db-schema';
import { type Analyzer, VideoError } from '@deepsentinel/inference-core';
import type { Tier, VideoSource } from '@deepsentinel/queue-contracts';
import { type AnalysisOutcome, analyzeUnderLease, underLease } from './analyze-under-lease.ts';
import { Interruption } from './errors.ts';
import { openObjectVideo } from './object-video.ts';
import { settingsOfRun } from './settings-of-run.ts';
import { thumbnailBucket } from './thumbnail-bucket.ts';

/** A claimed run, its object, and the clients to analyze it with. */
export interface ObjectAnalysis {
  readonly db: OpenDatabase['db'];
  readonly s3: S3Client;
  /** Analyzer that may still be loading; the object is opened meanwhile. */
  readonly analyzer: Promise<Analyzer>;
  readonly lease: Lease;
  readonly tier: Tier;
  readonly source: VideoSource;
  readonly resultsBucket: string;
  readonly signal: AbortSignal;
  readonly onResume: (analyzedToMs: number) => void;
}

/**
 * Analyzes an object of S3 into the database and the results bucket, under a lease that has been taken.
 *
 * @throws {VideoError | ObjectReplacedError} the object cannot be analyzed
 * @throws {ModelPackError | DeviceError} the models cannot be used
 * @throws {LeaseLostError} another holder has taken the run
 */
export async function analyzeObject(analysis: ObjectAnalysis): Promise<AnalysisOutcome> {
  const { db, s3, lease, tier, source, signal, onResume } = analysis;
  return await underLease({ db, lease, signal }, async (kept, stop) => {
    const [video, analyzer] = await Promise.all([openObjectVideo(s3, source), analysis.analyzer]);
    const settings = await settingsOfRun(db, lease, tier);
    const { videoId, runId } = lease;
    const thumbnails = thumbnailBucket(s3, { bucket: analysis.resultsBucket, videoId, runId });
    const work = { db, analyzer, source: video, thumbnails, settings, onResume };
    return await analyzeUnderLease(work, lease, { kept, stop }).catch(async (error: unknown) => {
      throw error instanceof VideoError ? await explain(error, video, analysis) : error;
    });
  });
}

/**
 * Names the object in a video's error, in place of its signed URL. Access denied in the middle means that the URL has
 * expired.
 */
async function explain(error: VideoError, url: string, { s3, source }: ObjectAnalysis): Promise<Error> {
  if (error.code === 'access-denied') {
    await openObjectVideo(s3, source);
    return new Interruption('the signed URL of the video has expired', { cause: error });
  }
  const { origin, pathname } = new URL(url);
  const message = error.message.replaceAll(`${origin}${pathname}`, `s3://${source.bucket}/${source.key}`);
  return new VideoError(error.code, message, { cause: error });
}
