import type {
  EventAnswer,
  EventEvidence,
  EventState,
  EventType,
  EvidenceFrame,
} from '@deepsentinel/queue-contracts';

/** Something that happened: an interval with its evidence. */
export interface AnalysisEvent {
  /** Unique within a video and the same in every run: `<rule>-<first track>-<startMs>`. */
  readonly eventId: string;
  readonly type: EventType;
  readonly state: EventState;
  readonly trackIds: readonly number[];
  /** From the first frame of the video, milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Of the rule that proposed it, 0..1. */
  readonly confidence: number;
  /** One English sentence. */
  readonly description: string;
  /** float32 [384], length 1. */
  readonly embedding: Float32Array;
  /** Name of the embedder that made it. */
  readonly embeddedBy: string;
  /** float32 [768] of the thumbnail, in the space that it shares with texts; null where the pack has no such model. */
  readonly imageEmbedding: Float32Array | null;
  readonly imageEmbeddedBy: string | null;
  /** What the rule measured. */
  readonly evidence: EventEvidence;
  /** What the describer was shown, ascending in time; empty for events that are not verified. */
  readonly frames: readonly EvidenceFrame[];
  readonly answer: EventAnswer | null;
  /** File name of a thumbnail of this chunk or an earlier one, null when no frame showed the person. */
  readonly thumbnail: string | null;
}
