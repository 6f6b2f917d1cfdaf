import type { AnalyzedVideo } from '@deepsentinel/db-schema';
import type { SavedVisit } from '@deepsentinel/results-api';

/** A stretch of one video, milliseconds from its first frame. */
export interface ClipPiece {
  readonly video: AnalyzedVideo;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch of a visit, milliseconds from the first frame of its first video. */
export interface ClipSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Time shown before and after a visit, and before and after an event, milliseconds. */
const marginsMs = { visit: 2000, event: 5000 };

/** What of a visit a clip is to show. */
export function spanOf(visit: SavedVisit, event: ClipSpan | null): ClipSpan {
  const { startMs, endMs } = event ?? visit;
  const marginMs = event ? marginsMs.event : marginsMs.visit;
  return { startMs: Math.max(0, startMs - marginMs), endMs: endMs + marginMs };
}

/**
 * Plans a clip of a visit, over all videos that show it. A span longer than `longestMs` is cut in the middle: how it began and
 * how it ended matter most.
 */
export function planClip(videos: readonly AnalyzedVideo[], span: ClipSpan, longestMs: number): ClipPiece[] {
  const { startMs, endMs } = span;
  if (endMs - startMs <= longestMs) return piecesOf(videos, span);
  const half = longestMs / 2;
  return [
    ...piecesOf(videos, { startMs, endMs: startMs + half }),
    ...piecesOf(videos, { startMs: endMs - half, endMs }),
  ];
}

/** Divides a span among videos; where two overlap, the earlier one is shown. */
function piecesOf(videos: readonly AnalyzedVideo[], { startMs, endMs }: ClipSpan): ClipPiece[] {
  const firstMs = videos[0]?.recordedAt?.getTime() ?? 0;
  const pieces: ClipPiece[] = [];
  let shownToMs = startMs;
  for (const video of videos) {
    const offsetMs = (video.recordedAt?.getTime() ?? firstMs) - firstMs;
    const fromMs = Math.max(0, shownToMs - offsetMs);
    const toMs = Math.min(video.durationMs ?? Infinity, endMs - offsetMs);
    if (toMs <= fromMs) continue;
    pieces.push({ video, fromMs, toMs });
    shownToMs = offsetMs + toMs;
  }
  return pieces;
}
