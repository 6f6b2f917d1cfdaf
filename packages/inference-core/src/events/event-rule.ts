import type { EventType } from '../event.ts';
import type { Sight } from './sight.ts';

/** An event as a rule sees it, before it is described. */
export interface ProposedEvent {
  readonly startMs: number;
  readonly endMs: number;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
}

/** What a sight led to. */
export interface RuleStep<State> {
  readonly state: State;
  /** Set when an event ended. */
  readonly event?: ProposedEvent;
}

/** How a track came to its end. */
export type TrackEnd = 'lost' | 'video-ended';

/** Watches one track for one type of event. Keeps its memory in a JSON value, so that an analysis can be resumed. */
export interface EventRule<State = unknown> {
  readonly type: EventType;
  readonly initial: State;
  /** Takes in the next sight of the track. */
  observe(state: State, sight: Sight): RuleStep<State>;
  /** The event that the end of the track ends or is, if any. */
  finish(state: State, end: TrackEnd): ProposedEvent | null;
  /**
   * When the event began that is in progress and may still be reported, null when none is. Frames seen meanwhile are
   * candidates for its thumbnail.
   */
  openSinceMs(state: State): number | null;
  /** Whether the thumbnail shows the best frame of the event or its latest. */
  readonly thumbnail: 'best' | 'latest';
}
