import type { PersonDetection } from '../detection.ts';
import type { EventType } from '../event.ts';
import type { Frame } from '../frame.ts';
import type { AttributeSample } from '../persons/attribute-estimator.ts';
import {
  type AttributeVotes,
  addSample,
  noVotes,
  voteAttributes,
  wantsSample,
} from '../persons/attribute-votes.ts';
import {
  considerFrame,
  type FrameCandidate,
  renderCandidate,
  type StoredCandidate,
} from '../thumbnails/best-frame.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import type { PathPoint, Track } from '../track.ts';
import type { EventRule, ProposedEvent, TrackEnd } from './event-rule.ts';
import { eventRules } from './rules.ts';
import { addFootprint, type Footprint, movement, type Sight } from './sight.ts';

/** An event of a track together with the frame that shows it best. */
export interface EndedEvent extends ProposedEvent {
  readonly type: EventType;
  readonly trackId: number;
  readonly candidate: FrameCandidate | null;
}

/** A frame and everybody in it. */
export interface Scene {
  readonly frame: Frame;
  readonly persons: readonly PersonDetection[];
  /** Whether heads are to be blurred in thumbnails. */
  readonly blurFaces: boolean;
}

interface RuleMemory<Candidate> {
  readonly state: unknown;
  readonly candidate: Candidate | null;
}

/** JSON value of a timeline at a chunk border. */
export interface TimelineState {
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly votes: AttributeVotes;
  readonly footprints: readonly Footprint[];
  readonly rules: Readonly<Partial<Record<EventType, RuleMemory<StoredCandidate>>>>;
}

/** All that is known about one track while it lives: its attributes, its path, and what each event rule remembers. */
export class TrackTimeline {
  readonly trackId: number;
  readonly startMs: number;
  #endMs: number;
  #votes: AttributeVotes = noVotes;
  #footprints: readonly Footprint[] = [];
  #path: PathPoint[] = [];
  #rules: ReadonlyMap<EventType, RuleMemory<FrameCandidate>>;

  constructor(trackId: number, startMs: number) {
    this.trackId = trackId;
    this.startMs = startMs;
    this.#endMs = startMs;
    this.#rules = new Map(eventRules.map((rule) => [rule.type, { state: rule.initial, candidate: null }]));
  }

  static restore(stored: TimelineState): TrackTimeline {
    const timeline = new TrackTimeline(stored.trackId, stored.startMs);
    timeline.#endMs = stored.endMs;
    timeline.#votes = stored.votes;
    timeline.#footprints = stored.footprints;
    timeline.#rules = new Map(
      eventRules.map(({ type, initial }) => {
        const memory = stored.rules[type] ?? { state: initial, candidate: null };
        return [
          type,
          { state: memory.state, candidate: memory.candidate && { ...memory.candidate, render: null } },
        ];
      }),
    );
    return timeline;
  }

  /** @param scene the frame of the sight, null when it is no longer at hand (the sight that a later one confirmed) */
  observe(
    person: PersonDetection,
    { timeMs, scene, size }: { timeMs: number; scene: Scene | null; size: Sight['frame'] },
  ): EndedEvent[] {
    this.#endMs = timeMs;
    this.#path.push(pathPoint(person, timeMs));
    this.#footprints = addFootprint(this.#footprints, person.box, timeMs);
    const sight = { trackId: this.trackId, timeMs, person, frame: size, ...movement(this.#footprints) };
    const steps = eventRules.map((rule) => this.#step(rule, sight, scene));
    this.#rules = new Map(steps.map(({ memory }, index) => [eventRules[index]!.type, memory]));
    return steps.flatMap(({ ended }) => ended ?? []);
  }

  #step(
    rule: EventRule,
    sight: Sight,
    scene: Scene | null,
  ): { memory: RuleMemory<FrameCandidate>; ended?: EndedEvent } {
    const { type } = rule;
    const before = this.#rules.get(type)!;
    const { state, event } = rule.observe(before.state, sight);
    const openSinceMs = rule.openSinceMs(state);
    const previous = openSinceMs === rule.openSinceMs(before.state) ? before.candidate : null;
    const name = `${type}-${this.trackId}-${openSinceMs}`;
    const candidate =
      openSinceMs !== null && scene
        ? considerFrame(previous, { ...scene, person: sight.person, keep: rule.thumbnail, name })
        : previous;
    const memory = { state, candidate };
    if (!event) return { memory };
    return {
      memory,
      ended: { ...event, type, trackId: this.trackId, candidate: before.candidate ?? candidate },
    };
  }

  wantsFace(timeMs: number): boolean {
    return wantsSample(this.#votes, timeMs);
  }

  addFace(sample: AttributeSample | null, timeMs: number): void {
    this.#votes = addSample(this.#votes, sample, timeMs);
  }

  /** The events that the end of the track ends. */
  finish(end: TrackEnd): EndedEvent[] {
    return eventRules.flatMap((rule) => {
      const { state, candidate } = this.#rules.get(rule.type)!;
      const event = rule.finish(state, end);
      return event ? [{ ...event, type: rule.type, trackId: this.trackId, candidate }] : [];
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
      attributes: voteAttributes(this.#votes),
    };
  }

  /** Pictures of events that are still open, which a later chunk may name; each is handed out once. */
  async takeThumbnails(): Promise<Thumbnail[]> {
    const memories = [...this.#rules];
    this.#rules = new Map(
      memories.map(([type, { state, candidate }]) => [
        type,
        { state, candidate: candidate && { ...candidate, render: null } },
      ]),
    );
    const pictures = await Promise.all(
      memories.map(([, { candidate }]) => (candidate ? renderCandidate(candidate) : null)),
    );
    return pictures.filter((picture) => picture !== null);
  }

  /** To be called after `takeThumbnails`: pictures are not part of the state. */
  store(): TimelineState {
    const rules = [...this.#rules].map(([type, { state, candidate }]) => {
      const stored = candidate && { fileName: candidate.fileName, quality: candidate.quality };
      return [type, { state, candidate: stored }] as const;
    });
    return {
      trackId: this.trackId,
      startMs: this.startMs,
      endMs: this.#endMs,
      votes: this.#votes,
      footprints: this.#footprints,
      rules: Object.fromEntries(rules),
    };
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
