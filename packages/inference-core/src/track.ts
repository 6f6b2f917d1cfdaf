import type { PathPoint, PersonAttributes } from '@deepsentinel/queue-contracts';

/** A person first seen within this time of the start of a recording was there before it, milliseconds. */
export const alreadyThereMs = 1000;

/** Track of one person from appearance to disappearance. */
export interface Track {
  /** Number of the track, from 1 within a video. */
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: PersonAttributes;
  /** Sampled positions, ascending in time; in a chunk, those since the previous chunk. */
  readonly path: readonly PathPoint[];
}
