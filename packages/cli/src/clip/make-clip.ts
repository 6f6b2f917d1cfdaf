import type { Analyzer } from '@deepsentinel/inference-core';
import { ClipUnavailableError, type WantedClip } from '@deepsentinel/results-api';
import { type OpenPiece, writeBlurredClip } from './blurred-clip.ts';
import { writeClearClip } from './clear-clip.ts';
import { planClip, spanOf } from './clip-plan.ts';
import { type FootageOptions, openFootage } from './footage.ts';

/** A clip to make. */
export interface ClipJob extends FootageOptions {
  readonly clip: WantedClip;
  /** Length beyond which only begin and end are shown, milliseconds. */
  readonly longestMs: number;
}

/**
 * Makes a clip of a visit or an event as an MP4 file, over all videos that show it.
 *
 * @param analyzer finds the heads to blur; null shows people as they are
 * @throws {ClipUnavailableError} the footage is gone, or has changed
 * @throws {VideoError} the footage cannot be decoded
 * @throws {OutputError} the file cannot be written
 */
export async function makeClip(path: string, job: ClipJob, analyzer: Analyzer | null): Promise<void> {
  const { clip, longestMs, signal } = job;
  const { visit, event } = clip;
  const planned = planClip(visit.videos, spanOf(visit, event), longestMs);
  const pieces: OpenPiece[] = [];
  for (const piece of planned) pieces.push({ ...piece, footage: await openFootage(piece.video, job) });
  if (pieces.length === 0) throw new ClipUnavailableError(`${visit.visitId} has no footage`);
  if (analyzer) await writeBlurredClip(path, pieces, { analyzer, signal });
  else await writeClearClip(path, pieces, signal);
}
