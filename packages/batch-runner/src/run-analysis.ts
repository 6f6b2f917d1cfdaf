import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { claimRun, type NewVideo, registerVideo, takeLease } from '@deepsentinel/db-schema';
import { type AnalysisSettings, analysisSettingsSchema } from '@deepsentinel/inference-core';
import { exitCodes } from '@deepsentinel/queue-contracts';
import {
  type AnalysisOutcome,
  analyzeUnderLease,
  type LeasedAnalysis,
  underLease,
} from './analyze-under-lease.ts';
import type { Failure } from './classify-error.ts';

/** A video to analyze, its registration, and the repositories for its results. */
export interface AnalysisJob extends Omit<LeasedAnalysis, 'settings'> {
  /** Registration of the video in the database. */
  readonly registration: NewVideo;
  readonly settings: Partial<AnalysisSettings>;
  /** Aborted to stop the analysis; the next one resumes behind the last saved chunk. */
  readonly signal: AbortSignal;
}

/**
 * Analyzes a video into the database. An unfinished run with the same models and settings is resumed; a completed video
 * is analyzed anew, and its results stay until the new ones are complete. An error that another attempt would meet
 * again fails the run.
 *
 * @throws {LeaseHeldError} another process analyzes the video
 * @throws {LeaseLostError} another process has taken over; nothing more has been saved
 * @throws {VideoError | OutputError} the video cannot be read, a thumbnail cannot be saved
 * @throws {unknown} the signal's reason when it is aborted
 */
export async function runAnalysis(job: AnalysisJob): Promise<AnalysisOutcome> {
  const { db, analyzer, signal } = job;
  const settings = analysisSettingsSchema.parse(job.settings);
  const videoId = await registerVideo(db, job.registration);
  const request = { videoId, tier: 'local' as const, modelPack: analyzer.modelPack, settings, anew: true };
  const { runId } = await claimRun(db, request);
  // Two analyses of one video in one process are two holders.
  const lease = await takeLease(db, runId, `${hostname()}:${process.pid}:${randomUUID()}`);
  const mayPass = ({ exitCode }: Failure) => exitCode === exitCodes.temporary;
  return await underLease({ db, lease, signal, mayPass }, (kept, stop) =>
    analyzeUnderLease({ ...job, settings }, lease, { kept, stop }),
  );
}
