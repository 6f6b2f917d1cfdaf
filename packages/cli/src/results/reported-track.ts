import type { TrackRecord } from '@deepsentinel/db-schema';
import { videoName } from './reported-event.ts';

/** A person in the JSON of the commands. Times are milliseconds from the first frame of the video. */
export interface ReportedTrack {
  readonly trackId: number;
  readonly video: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Gender, `male`, `female` or `unknown`. */
  readonly gender: string;
  readonly genderConfidence: number;
  readonly ageBand: { readonly minYears: number; readonly maxYears: number } | null;
  readonly faceSamples: number;
  /** Sampled positions: `timeMs`, `box`, and posture and orientation where they are known. */
  readonly path: readonly unknown[];
}

export function reportTrack(saved: TrackRecord): ReportedTrack {
  const { trackId, startMs, endMs, gender, genderConfidence, ageMinYears, ageMaxYears, faceSamples, path } =
    saved;
  const isAgeKnown = ageMinYears !== null && ageMaxYears !== null;
  return {
    trackId,
    video: videoName(saved),
    startMs,
    endMs,
    gender,
    genderConfidence,
    ageBand: isAgeKnown ? { minYears: ageMinYears, maxYears: ageMaxYears } : null,
    faceSamples,
    path,
  };
}
