/** Event types that the rules of this package can propose. */
export const eventTypes = ['entered', 'left', 'walking', 'standing', 'sitting', 'collapse'] as const;
export type EventType = (typeof eventTypes)[number];

/** Something that happened: an interval with its evidence. */
export interface AnalysisEvent {
  /** Unique within a video and the same in every run: `<type>-<trackId>-<startMs>`. */
  readonly eventId: string;
  readonly type: EventType;
  readonly trackIds: readonly number[];
  /** From the first frame of the video, milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0..1 */
  readonly confidence: number;
  /** One English sentence. */
  readonly description: string;
  /** float32 [384], length 1. */
  readonly embedding: Float32Array;
  /** What the rule measured, by name; units are in the names. */
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
  /** File name of a thumbnail of this chunk or an earlier one, null when no frame showed the person. */
  readonly thumbnail: string | null;
}
