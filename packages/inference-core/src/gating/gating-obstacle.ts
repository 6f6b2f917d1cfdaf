import type { VideoInfo } from '../decode/video-info.ts';
import type { GatingReason } from './gate-state.ts';

/** Duration below which a gate saves less than it costs, milliseconds. */
const minDurationMs = 20_000;
/** Containers that lead to a keyframe by its time. */
const searchable = /^(mov|matroska|avi|mpegts)\b/;

/** Finds out why the packets of a video cannot tell where something happens; null when they may. */
export function gatingObstacle({ container, clock, interlaced, durationMs }: VideoInfo): GatingReason | null {
  if (!searchable.test(container)) return 'the container cannot be searched';
  if (clock === 'unusable') return 'times are missing or irregular';
  if (interlaced) return 'interlaced pictures';
  return durationMs !== null && durationMs < minDurationMs ? 'too short' : null;
}
