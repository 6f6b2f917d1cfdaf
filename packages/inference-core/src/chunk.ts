import type { AnalysisState } from './analysis-state.ts';
import type { PersonDetection } from './detection.ts';
import type { AnalysisEvent } from './event.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import type { GatingStats } from './gating/gate-state.ts';
import type { Track } from './track.ts';

/** The persons seen in one analyzed frame. */
export interface FrameDetections {
  readonly timeMs: number;
  readonly persons: readonly PersonDetection[];
}

/** Cost of a stretch of video. */
export interface ChunkStats {
  readonly framesAnalyzed: number;
  /** Frames that the adaptive sampler passed over because nobody was in view. */
  readonly framesSkipped: number;
  /** Time spent inside ONNX Runtime, milliseconds. */
  readonly sessionMs: number;
  readonly gating: GatingStats;
}

/** Findings of the decoder once the video has ended. */
export interface VideoEnd {
  /** The file breaks off: frames were analyzed as far as they could be read. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
}

/** The results of one stretch of video, complete in themselves and in order. */
export interface Chunk {
  /** Counts from 0 within a video; a resumed analysis goes on counting. */
  readonly index: number;
  /** First and last moment, milliseconds from the first frame. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Share of the video that has been analyzed, 0..1; null when its duration is unknown. */
  readonly progress: number | null;
  readonly frames: readonly FrameDetections[];
  /** Size of the frames, pixels; null when the chunk has none. */
  readonly frameSize: { readonly width: number; readonly height: number } | null;
  /** Tracks seen in this chunk; the attributes cover the whole track so far, the path this chunk only. */
  readonly tracks: readonly Track[];
  /** Events that ended in this chunk, and new findings about events that last; see `ongoing`. Each id once. */
  readonly events: readonly AnalysisEvent[];
  readonly thumbnails: readonly Thumbnail[];
  /** What the rules looked at, encoded: they can be run again over it, see `replayEvents`. Null when there are no frames. */
  readonly observations: Uint8Array | null;
  /** JSON value from which `analyzeVideo` goes on after this chunk. */
  readonly state: AnalysisState;
  readonly stats: ChunkStats;
  /** Set in the last chunk only. */
  readonly end: VideoEnd | null;
}
