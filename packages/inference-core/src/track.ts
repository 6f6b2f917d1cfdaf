import type { PathPoint, PersonAttributes } from '@deepsentinel/queue-contracts';

/** One person from appearance to disappearance. */
export interface Track {
  /** Counts from 1 within a video. */
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: PersonAttributes;
  /** Sampled positions, ascending in time; of a chunk, those since the previous chunk. */
  readonly path: readonly PathPoint[];
}
