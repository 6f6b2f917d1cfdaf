/** Number of distances that are compared: two pauses in a row are no low frame rate yet. */
const comparedGaps = 3;

/** Distances of the analyzed frames. A JSON value. */
export interface FramePace {
  /** Time of the last analyzed frame, milliseconds; null before the first. */
  readonly lastFrameMs: number | null;
  /** Distances of the latest frames, milliseconds, oldest first; none before the second frame. */
  readonly gapsMs: readonly number[];
}

export const initialPace: FramePace = { lastFrameMs: null, gapsMs: [] };

/** Takes in the time of the next analyzed frame. */
export function nextPace({ lastFrameMs, gapsMs }: FramePace, timeMs: number): FramePace {
  const gaps = lastFrameMs === null ? [] : [...gapsMs, timeMs - lastFrameMs];
  return { lastFrameMs: timeMs, gapsMs: gaps.slice(-comparedGaps) };
}

/** Interval of the frames: the smallest of the latest distances, milliseconds; 0 before the second frame. */
export function frameIntervalMs({ gapsMs }: FramePace): number {
  return gapsMs.length === 0 ? 0 : Math.min(...gapsMs);
}
