import type { Box } from './box.ts';

/** Event types that the rules of this package can propose. */
export const eventTypes = [
  'entered',
  'left',
  'walking',
  'standing',
  'sitting',
  'collapse',
  'picking',
  'theft',
  'violent',
  'anomaly',
] as const;
export type EventType = (typeof eventTypes)[number];

/**
 * How sure an event is: a rule has proposed it, a model that saw pictures of it has confirmed or rejected it, or was
 * asked and gave no answer that could be read (`unverified`).
 */
export const eventStates = ['proposed', 'confirmed', 'rejected', 'unverified'] as const;
export type EventState = (typeof eventStates)[number];

/** What a vision-language model answered when it was asked about an event. */
export interface EventAnswer {
  /** Name of the describer. */
  readonly model: string;
  /** Its words, as they came. */
  readonly text: string;
  /** What they say, null when they could not be read. */
  readonly verdict: {
    readonly happened: boolean;
    /** What the model takes the event for; `none` when it sees nothing of note. */
    readonly type: EventType | 'none';
    /** 0..1 */
    readonly confidence: number;
  } | null;
}

/** A moment that shows what happened. */
export interface EvidenceFrame {
  readonly timeMs: number;
  /** The person, in source-frame pixels. */
  readonly box: Box;
  /** File name of a thumbnail of this chunk or an earlier one. */
  readonly thumbnail: string;
}

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
  /** What the rule measured, by name; units are in the names. */
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
  /** What the describer was shown, ascending in time; empty for events that are not verified. */
  readonly frames: readonly EvidenceFrame[];
  readonly answer: EventAnswer | null;
  /** File name of a thumbnail of this chunk or an earlier one, null when no frame showed the person. */
  readonly thumbnail: string | null;
}
