import type { PathPoint } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../../detection.ts';
import {
  type AttributeVotes,
  addSample,
  noVotes,
  voteAttributes,
  wantsSample,
} from '../../persons/attribute-votes.ts';
import type { AttributeSample } from '../../persons/estimators.ts';
import type { StoreContext } from '../../store/store-context.ts';
import type { Track } from '../../track.ts';
import { type StateOverTime, unknownSince } from './body-state.ts';
import { extendTrail, type FootPosition } from './movement.ts';
import { type Observation, observationOf } from './observation.ts';

/** Options that all tracks of a video share. */
export interface TimelineOptions {
  /** Knowledge of the store; null when there is none. */
  readonly store: StoreContext | null;
  /** Error of the model that estimates ages, years; see `voteAttributes`. */
  readonly ageErrorYears: number;
}

/** JSON value of a timeline at a chunk border. */
export interface TimelineState {
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly votes: AttributeVotes;
  readonly trail: readonly FootPosition[];
  readonly stateOverTime: StateOverTime;
}

/** Knowledge about one track while it lives: its attributes, its trail and its path. */
export class TrackTimeline {
  readonly trackId: number;
  readonly #startMs: number;
  readonly #options: TimelineOptions;
  #endMs: number;
  #votes: AttributeVotes;
  #trail: readonly FootPosition[];
  #stateOverTime: StateOverTime;
  #path: PathPoint[] = [];

  /** @param saved the state of a timeline with the same options, or that of a new one */
  constructor(
    { trackId, startMs, endMs, votes, trail, stateOverTime }: TimelineState,
    options: TimelineOptions,
  ) {
    this.trackId = trackId;
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#votes = votes;
    this.#trail = trail;
    this.#stateOverTime = stateOverTime;
    this.#options = options;
  }

  /** Begins the timeline of a new track. */
  static begin(trackId: number, startMs: number, options: TimelineOptions): TrackTimeline {
    const nothing = { votes: noVotes, trail: [], stateOverTime: unknownSince(startMs) };
    return new TrackTimeline({ trackId, startMs, endMs: startMs, ...nothing }, options);
  }

  /**
   * Takes in where the person is now.
   *
   * @param recordingMs time since the recording began or its clock jumped
   */
  observe(
    person: PersonDetection,
    timeMs: number,
    frame: Observation['frame'],
    recordingMs: number,
  ): Observation {
    this.#endMs = timeMs;
    this.#trail = extendTrail(this.#trail, person.box, timeMs);
    const { observation, stateOverTime } = observationOf(
      { trackId: this.trackId, timeMs, recordingMs, person, frame },
      { trail: this.#trail, stateBefore: this.#stateOverTime, store: this.#options.store },
    );
    this.#stateOverTime = stateOverTime;
    this.#path.push(pathPoint(observation));
    return observation;
  }

  wantsSample(timeMs: number): boolean {
    return wantsSample(this.#votes, timeMs);
  }

  addSample(sample: AttributeSample | null, timeMs: number): void {
    this.#votes = addSample(this.#votes, sample, timeMs);
  }

  /** Takes the track so far, with the part of its path that has not been taken yet; null when there is none. */
  takeTrack(): Track | null {
    if (this.#path.length === 0) return null;
    const path = this.#path;
    this.#path = [];
    return { ...this.summary(), path };
  }

  /** The track so far, without its path. */
  summary(): Omit<Track, 'path'> {
    return {
      trackId: this.trackId,
      startMs: this.#startMs,
      endMs: this.#endMs,
      attributes: voteAttributes(this.#votes, this.#options.ageErrorYears),
    };
  }

  /** The timeline as a JSON value, without the path that has not been taken yet. */
  get state(): TimelineState {
    return {
      trackId: this.trackId,
      startMs: this.#startMs,
      endMs: this.#endMs,
      votes: this.#votes,
      trail: this.#trail,
      stateOverTime: this.#stateOverTime,
    };
  }
}

function pathPoint({ person, timeMs, state }: Observation): PathPoint {
  const { box, confidence, posture, orientationDegrees } = person;
  return {
    timeMs,
    box,
    confidence,
    state,
    ...(posture && { posture }),
    ...(orientationDegrees !== undefined && { orientationDegrees }),
  };
}
