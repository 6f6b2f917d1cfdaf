import type { Box } from './box.ts';

/** Types of the events that an analysis can find. */
export const eventTypes = [
  'entered',
  'left',
  'walking',
  'standing',
  'sitting',
  'lying',
  'collapse',
  'picking',
  'theft',
  'violent',
  'anomaly',
] as const;
export type EventType = (typeof eventTypes)[number];

/**
 * States of an event: a rule has proposed it; a model that saw pictures of it has confirmed or rejected it, or gave no
 * answer that could be read (`unverified`).
 */
export const eventStates = ['proposed', 'confirmed', 'rejected', 'unverified'] as const;
export type EventState = (typeof eventStates)[number];

/** Measurements that led a rule to propose an event, by name; units are in the names. */
export type EventEvidence = Readonly<Record<string, number | string | boolean>>;

/** Answer of a vision-language model that was asked about an event. */
export interface EventAnswer {
  /** Name of the describer. */
  readonly model: string;
  /** The model's words, unchanged. */
  readonly text: string;
  /** Verdict read from the words; null when they could not be read, or the model was asked for a description only. */
  readonly verdict: {
    readonly happened: boolean;
    /** Type that the model sees; `none` when it sees nothing of note. */
    readonly type: EventType | 'none';
    /** Confidence of the model, 0..1. */
    readonly confidence: number;
  } | null;
}

/** One frame of an event that was shown to the model. */
export interface EvidenceFrame {
  /** Time from the first frame of the video, milliseconds. */
  readonly timeMs: number;
  /** Box of the person, in source-frame pixels. */
  readonly box: Box;
  /** File name of the picture. */
  readonly thumbnail: string;
}
