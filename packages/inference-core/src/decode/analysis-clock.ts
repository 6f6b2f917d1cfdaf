import type { VideoInfo } from './video-info.ts';

/**
 * Maximum step from one time stamp to the next that counts as a pause, seconds; a longer one is a jump of the clock.
 * ffmpeg draws the same line between a pause and a discontinuity (option `dts_delta_threshold`).
 */
const maxPauseSeconds = 10;
/** Steps of a recording whose frames are further apart than that: so many average intervals still count as a pause. */
const maxPauseIntervals = 3;
/** Step at a jump that follows the first frame, when no interval is known yet, microseconds. */
const firstStepUs = 40_000;

/** Frame rate that is assumed when the times of a file are unusable, frames per second. */
export const assumedFps = 25;

/**
 * Expression for ffmpeg's `setpts` filter on a time base of microseconds: the analysis clock, which never runs backwards.
 * It follows the container's clock; where that jumps, it goes on by the interval of the frames before. A frame that lies
 * less than an interval back repeats the time of the one before, so that the sampling drops it: stamps that jitter must not
 * add up. The choice depends on the times of earlier frames only.
 *
 * Variables: 0 whether there was a frame, 1 offset to the container's clock, 2 the last time, 3 the last interval, 4 the
 * step.
 */
export function analysisClock({ clock, averageFps }: Pick<VideoInfo, 'clock' | 'averageFps'>): string {
  if (clock === 'unusable') return `N*${1_000_000 / assumedFps}`;
  const maxPauseUs = maxPauseUsOf({ clock, averageFps });
  const isPause = `gt(ld(4),0)${Number.isFinite(maxPauseUs) ? `*lte(ld(4),${maxPauseUs})` : ''}`;
  const isJitter = 'lte(ld(4),0)*gt(ld(4),-ld(3))';
  const followed = 'st(3,ld(4)); st(2,ld(2)+ld(4))';
  const jumped = 'st(2,ld(2)+ld(3)); st(1,ld(2)-PTS); ld(2)';
  const begun = `st(0,1); st(3,${firstStepUs}); st(2,PTS)`;
  const next = `st(4,PTS+ld(1)-ld(2)); if(${isPause}, ${followed}, if(${isJitter}, ld(2), ${jumped}))`;
  return `if(isnan(PTS), NAN, if(ld(0), ${next}, ${begun}))`;
}

/** Longest step that counts as a pause, microseconds; a longer one is a jump of the clock. */
export function maxPauseUsOf({ clock, averageFps }: Pick<VideoInfo, 'clock' | 'averageFps'>): number {
  if (clock === 'durations') return Number.POSITIVE_INFINITY;
  const intervalSeconds = averageFps === null ? 0 : 1 / averageFps;
  return Math.round(1_000_000 * Math.max(maxPauseSeconds, maxPauseIntervals * intervalSeconds));
}
