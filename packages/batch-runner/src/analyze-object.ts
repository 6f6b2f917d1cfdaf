import type { S3Client } from '@aws-sdk/client-s3';
import type { Lease, OpenDatabase } from '@deepsentinel/db-schema';
import { type Analyzer, VideoError } from '@deepsentinel/inference-core';
import { passingExitCodes, type Tier, type VideoSource } from '@deepsentinel/queue-contracts';
import { type AnalysisOutcome, analyzeUnderLease, underLease } from './analyze-under-lease.ts';
import type { Failure } from './classify-error.ts';
import { Interruption } from './errors.ts';
import { openObjectVideo } from './object-video.ts';
import { callWithRetry, type RetryOptions } from './retry.ts';
import { settingsOfRun } from './settings-of-run.ts';
import { thumbnailBucket } from './thumbnail-bucket.ts';
import type { ThumbnailRepository } from './thumbnail-directory.ts';

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
  /** How to wait for S3 while it does not answer; the signal also stops the analysis. */
  readonly waiting: RetryOptions;
  readonly onResume: (analyzedToMs: number) => void;
  /** Called for every saved chunk. */
  readonly onChunk?: () => void;
}

/**
 * Analyzes an object of S3 into the database and the results bucket, under a lease that has been taken. Waits while S3
 * does not answer, as long as for the database.
 *
 * @throws {VideoError | ObjectReplacedError} the object cannot be analyzed
 * @throws {ModelPackError | DeviceError} the models cannot be used
 * @throws {LeaseLostError} another holder has taken the run
 */
export async function analyzeObject(analysis: ObjectAnalysis): Promise<AnalysisOutcome> {
  const { db, s3, lease, tier, source, onResume, onChunk } = analysis;
  const { signal } = analysis.waiting;
  return await underLease({ db, lease, signal, mayPass: passesForJobs }, async (kept, stop) => {
    const waiting = { ...analysis.waiting, signal: stop };
    const opened = callWithRetry(() => openObjectVideo(s3, source), waiting);
    const [video, analyzer] = await Promise.all([opened, analysis.analyzer]);
    const settings = await settingsOfRun(db, lease, tier);
    const { videoId, runId } = lease;
    const bucket = thumbnailBucket(s3, { bucket: analysis.resultsBucket, videoId, runId });
    const thumbnails = withRetry(bucket, waiting);
    const work = { db, analyzer, source: video, thumbnails, settings, onResume, onChunk };
    return await analyzeUnderLease(work, lease, { kept, stop }).catch(async (error: unknown) => {
      throw error instanceof VideoError ? await explain(error, video, analysis) : error;
    });
  });
}

/** Whether another job may succeed, perhaps on another host. */
const passesForJobs = ({ exitCode }: Failure) => passingExitCodes.includes(exitCode);

/** Makes a repository that waits while S3 does not answer. */
function withRetry(bucket: ThumbnailRepository, waiting: RetryOptions): ThumbnailRepository {
  return {
    keyOf: bucket.keyOf,
    put: (fileName, jpeg) => callWithRetry(() => bucket.put(fileName, jpeg), waiting),
    keepOnly: (keys) => callWithRetry(() => bucket.keepOnly(keys), waiting),
  };
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
