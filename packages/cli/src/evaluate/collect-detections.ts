import type { ByFrame, IdentifiedBox } from '@deepsentinel/evaluation';
import { type Analyzer, analyzeVideo, type PersonDetection } from '@deepsentinel/inference-core';
import type { ProgressView } from '../terminal/progress-view.ts';

/** Persons and tracks of an analyzed video, by the frame numbers of the labels. */
export interface VideoDetections {
  /** Every candidate, of high confidence or not, in every analyzed frame. */
  readonly persons: ByFrame<PersonDetection>;
  readonly tracks: ByFrame<IdentifiedBox>;
  /** Frames analyzed per second of real time. */
  readonly framesPerSecond: number;
  readonly truncated: boolean;
}

export interface CollectOptions {
  /** Frames analyzed per second of video, whether somebody is in view or not. */
  readonly sampleFps: number;
  /** Confidence of the detector below which candidates are left out, 0..1. */
  readonly minDetectorConfidence: number;
  /** Frames per second of the labeled video. */
  readonly labelFps: number;
  readonly progress: ProgressView;
  readonly signal: AbortSignal;
}

/** Analyzes a whole video and collects persons and tracks by frame. */
export async function collectDetections(
  video: string,
  analyzer: Analyzer,
  { sampleFps, minDetectorConfidence, labelFps, progress, signal }: CollectOptions,
): Promise<VideoDetections> {
  const settings = { idleFps: sampleFps, activeFps: sampleFps, minDetectorConfidence };
  const persons = new Map<number, readonly PersonDetection[]>();
  const tracks = new Map<number, IdentifiedBox[]>();
  const trackIds = new Set<number>();
  const eventIds = new Set<string>();
  let truncated = false;
  const startedAt = performance.now();
  for await (const chunk of analyzeVideo(video, analyzer, { ...settings, signal })) {
    for (const frame of chunk.frames) persons.set(frameNumber(frame.timeMs, labelFps), frame.persons);
    for (const { trackId, path } of chunk.tracks) {
      trackIds.add(trackId);
      for (const { timeMs, box } of path) {
        const number = frameNumber(timeMs, labelFps);
        tracks.set(number, [...(tracks.get(number) ?? []), { id: trackId, box }]);
      }
    }
    for (const { eventId } of chunk.events) eventIds.add(eventId);
    truncated = chunk.end?.truncated ?? false;
    progress.update({
      share: chunk.progress,
      analyzedToMs: chunk.toMs,
      tracks: trackIds.size,
      events: eventIds.size,
    });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { persons, tracks, framesPerSecond: persons.size / seconds, truncated };
}

/** Computes a frame's number in the labels, which count from 1. */
export function frameNumber(timeMs: number, labelFps: number): number {
  return Math.round((timeMs * labelFps) / 1000) + 1;
}
