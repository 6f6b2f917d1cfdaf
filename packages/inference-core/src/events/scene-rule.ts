import type { ProposedEvent, WatchRule } from './event-rule.ts';
import type { Observation } from './observation.ts';

/** Everybody whom one frame shows. */
export interface FrameObservations {
  readonly timeMs: number;
  /** Ascending in track id. */
  readonly observations: readonly Observation[];
}

/** Something that several people do. */
export interface SceneEvent extends ProposedEvent {
  /** At least one. */
  readonly trackIds: readonly number[];
}

/** Watches all tracks together. */
export interface SceneRule<State = unknown> extends WatchRule<State, FrameObservations, SceneEvent> {
  /** Who takes part in the event in progress; the first one stays the same, others are appended. */
  trackIds(state: State): readonly number[];
  /** The event that the end of the video ends, if any. */
  finish(state: State): SceneEvent | null;
}
