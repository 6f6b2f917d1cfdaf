import { isUrl } from '../decode/media-source.ts';
import type { VideoInfo } from '../decode/video-info.ts';
import type { GatingReason } from './gate-state.ts';

/** Duration below which a gate saves less than it costs, milliseconds. */
const minDurationMs = 20_000;
/** Containers that lead to a keyframe by its time. */
const searchable = /^(mov|matroska|avi|mpegts)\b/;

/**
 * Finds out why the packets of a video cannot tell where something happens, or its pictures cannot be reached; null when
 * nothing is known against it.
 */
export function gatingObstacle(source: string, info: VideoInfo): GatingReason | null {
  const { container, clock, interlaced, durationMs } = info;
  if (!searchable.test(container)) return 'the container cannot be searched';
  // A fragmented MP4 is searched fragment by fragment: over a network that is dearer than to read it through.
  if (isUrl(source) && container.startsWith('mov') && clock === 'stamps') {
    return 'the container cannot be searched';
  }
  if (clock === 'unusable') return 'times are missing or irregular';
  if (interlaced) return 'interlaced pictures';
  return durationMs !== null && durationMs < minDurationMs ? 'too short' : null;
}
