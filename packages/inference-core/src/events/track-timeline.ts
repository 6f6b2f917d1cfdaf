import type { PathPoint } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import type { AttributeSample } from '../persons/estimators.ts';
import { type AttributeVotes, addSample, noVotes, voteAttributes, wantsSample } from '../persons/attribute-votes.ts';
import type { StoreContext } from '../store/store-context.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import type { Track } from '../track.ts';
import type { EndedEvent } from './ended-event.ts';
import type { EventRule, TrackEnd } from './event-rule.ts';
import { extendTrail, type FootPosition, type Observation, observationOf } from './observation.ts';
import { RuleStates, type StoredRuleStates } from './rule-state.ts';
import type { Scene } from './scene.ts';

/** What is the same for all tracks of a video. */
export interface TimelineOptions {
  readonly rules: readonly EventRule[];
  /** What is known of the shop; null when nothing is. */
  readonly store: StoreContext | null;
  /** Of the model that estimates ages, years; see `voteAttributes`. */
  readonly ageErrorYears: number;
}

/** JSON value of a timeline at a chunk border. */
export interface TimelineState {
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly votes: AttributeVotes;
  readonly trail: readonly FootPosition[];
  readonly rules: StoredRuleStates;
}

/** All that is known about one track while it lives: its attributes, its path, and what each event rule remembers. */
export class TrackTimeline {
  readonly trackId: number;
  readonly startMs: number;
  readonly #options: TimelineOptions;
  #endMs: number;
  #votes: AttributeVotes = noVotes;
  #trail: readonly FootPosition[] = [];
  #path: PathPoint[] = [];
  readonly #states: RuleStates<EventRule>;

  /** @param stored what the same rules remembered; nothing when the track begins */
  constructor(trackId: number, startMs: number, options: TimelineOptions, stored?: StoredRuleStates) {
    this.trackId = trackId;
    this.startMs = startMs;
    this.#options = options;
    this.#endMs = startMs;
    this.#states = new RuleStates(options.rules, stored);
  }

  /** @param options the same as of the timeline that was stored */
  static restore(stored: TimelineState, options: TimelineOptions): TrackTimeline {
    const timeline = new TrackTimeline(stored.trackId, stored.startMs, options, stored.rules);
    timeline.#endMs = stored.endMs;
    timeline.#votes = stored.votes;
    timeline.#trail = stored.trail;
    return timeline;
  }

  /**
   * @param scene the frame of the observation, null when it is no longer at hand (the observation that a later one confirmed)
   * @returns the observation, for the rules that watch the whole scene, and the events that it ended
   */
  observe(
    person: PersonDetection,
    { timeMs, scene, size }: { timeMs: number; scene: Scene | null; size: Observation['frame'] },
  ): { readonly observation: Observation; readonly ended: EndedEvent[] } {
    this.#endMs = timeMs;
    this.#path.push(pathPoint(person, timeMs));
    this.#trail = extendTrail(this.#trail, person.box, timeMs);
    const { trackId } = this;
    const observation = observationOf(
      { trackId, timeMs, person, frame: size },
      this.#trail,
      this.#options.store,
    );
    const subject = scene && { scene, person, trackId };
    const ended = this.#states.step((rule, before) => {
      const { state, event } = rule.observe(before, observation);
      return { state, event: event && { ...event, trackIds: [trackId] }, subject };
    });
    return { observation, ended };
  }

  wantsSample(timeMs: number): boolean {
    return wantsSample(this.#votes, timeMs);
  }

  addSample(sample: AttributeSample | null, timeMs: number): void {
    this.#votes = addSample(this.#votes, sample, timeMs);
  }

  /** The events that the end of the track ends. */
  finish(end: TrackEnd): EndedEvent[] {
    return this.#states.finish((rule, state) => {
      const event = rule.finish(state, end);
      return event && { ...event, trackIds: [this.trackId] };
    });
  }

  /** The track so far, with the part of its path that has not been taken yet; null when there is none. */
  takeTrack(): Track | null {
    if (this.#path.length === 0) return null;
    const path = this.#path;
    this.#path = [];
    return { ...this.summary(), path };
  }

  summary(): Omit<Track, 'path'> {
    return {
      trackId: this.trackId,
      startMs: this.startMs,
      endMs: this.#endMs,
      attributes: voteAttributes(this.#votes, this.#options.ageErrorYears),
    };
  }

  /**
   * What a chunk border asks for: the pictures of events that are still open, which a later chunk may name, each handed
   * out once; and the timeline as a JSON value.
   */
  async checkpoint(): Promise<{ readonly thumbnails: readonly Thumbnail[]; readonly state: TimelineState }> {
    const { thumbnails, stored } = await this.#states.checkpoint();
    const { trackId, startMs } = this;
    const facts = { trackId, startMs, endMs: this.#endMs, votes: this.#votes, trail: this.#trail };
    return { thumbnails, state: { ...facts, rules: stored } };
  }
}

function pathPoint(
  { box, confidence, posture, orientationDegrees }: PersonDetection,
  timeMs: number,
): PathPoint {
  return {
    timeMs,
    box,
    confidence,
    ...(posture && { posture }),
    ...(orientationDegrees !== undefined && { orientationDegrees }),
  };
}
