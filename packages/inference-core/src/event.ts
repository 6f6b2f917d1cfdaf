import type {
  EventAnswer,
  EventEvidence,
  EventState,
  EventType,
  EvidenceFrame,
} from '@deepsentinel/queue-contracts';

/** Event of a video: an interval with its evidence. */
export interface AnalysisEvent {
  /** Id, unique within a video and the same in every run: `<rule>-<first track>-<startMs>`. */
  readonly eventId: string;
  readonly type: EventType;
  readonly state: EventState;
  readonly trackIds: readonly number[];
  /** Start, milliseconds from the first frame of the video. */
  readonly startMs: number;
  /** End, milliseconds from the first frame of the video. */
  readonly endMs: number;
  /**
   * Whether the event lasted when it was handed out. It is handed out again under the same id, complete, when there is
   * more to say and at its end: the later one takes the place of the earlier one.
   */
  readonly ongoing: boolean;
  /** Confidence of the rule that proposed the event, 0..1. */
  readonly confidence: number;
  /** Description in one English sentence. */
  readonly description: string;
  /** Embedding of the description, float32 [384] of length 1. */
  readonly embedding: Float32Array;
  /** Name of the embedder of the description. */
  readonly embeddedBy: string;
  /**
   * Embedding of the thumbnail in the common space of pictures and texts, float32 [768] of length 1; null without such
   * a model.
   */
  readonly imageEmbedding: Float32Array | null;
  /** Name of the embedder of the thumbnail. */
  readonly imageEmbeddedBy: string | null;
  /** Measurements of the rule. */
  readonly evidence: EventEvidence;
  /** Pictures that the describer was shown, ascending in time; empty for events that are not verified. */
  readonly frames: readonly EvidenceFrame[];
  /** Answer of the model that verified the event; null when none was asked. */
  readonly answer: EventAnswer | null;
  /** File name of a thumbnail of this chunk or an earlier one; null when no frame shows the person. */
  readonly thumbnail: string | null;
}
