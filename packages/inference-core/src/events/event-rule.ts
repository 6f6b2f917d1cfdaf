import type { EventType } from '@deepsentinel/queue-contracts';
import type { Observation } from './observation.ts';

/** An event as a rule sees it, before it is described. */
export interface ProposedEvent {
  readonly startMs: number;
  readonly endMs: number;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
}

/** What a observation led to. */
export interface RuleStep<State, Event = ProposedEvent> {
  readonly state: State;
  /** Set when an event ended. */
  readonly event?: Event;
}

/** How a track came to its end. */
export type TrackEnd = 'lost' | 'video-ended';

/** Watches for one kind of event. Keeps its memory in a JSON value, so that an analysis can be resumed. */
export interface WatchRule<State, Seen, Event extends ProposedEvent> {
  /** Unique among all rules, as the ids of its events begin with it: the type, or more where several rules share one. */
  readonly name: string;
  readonly type: EventType;
  readonly initial: State;
  /** Takes in what the next frame shows. */
  observe(state: State, seen: Seen): RuleStep<State, Event>;
  /**
   * When the event began that is in progress and may still be reported, null when none is. Frames seen meanwhile are
   * candidates for its thumbnail.
   */
  activeSinceMs(state: State): number | null;
  /** Whether pictures are kept for a model that looks whether it is so: rules that see what matters can be wrong. */
  readonly isVerified: boolean;
  /** Whether the thumbnail shows the best frame of the event or its latest. */
  readonly thumbnail: 'best' | 'latest';
}

/** Watches one track. */
export interface EventRule<State = unknown> extends WatchRule<State, Observation, ProposedEvent> {
  /** The event that the end of the track ends or is, if any. */
  finish(state: State, end: TrackEnd): ProposedEvent | null;
}
