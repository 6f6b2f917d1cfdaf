import type { AnalysisState } from './analysis-state.ts';
import type { Proposal } from './describe-and-embed.ts';
import type { PersonDetection } from './detection.ts';
import type { EvidenceBook } from './evidence/evidence-book.ts';
import { jointSubject, type Shot } from './evidence/subject.ts';
import { roundedPerson } from './observations/watched-person.ts';
import type { TrackEnd } from './rules/define-rule.ts';
import type { ActiveRules } from './rules/observe/active-rules.ts';
import { fitOf } from './rules/observe/fit.ts';
import type { FrameObservations, Observation } from './rules/observe/observation.ts';
import {
  endReports,
  type RuleReport,
  type RuleWatch,
  watchFrames,
  watchTrack,
} from './rules/observe/rule-watch.ts';
import { type TimelineOptions, TrackTimeline } from './rules/observe/track-timeline.ts';
import type { Track } from './track.ts';
import type { TrackingStep, TrackObservation } from './tracking/tracker.ts';

/** Everything that the rules look at in one frame. */
export interface WatchedFrame extends Pick<TrackingStep, 'observations' | 'endedTrackIds'> {
  readonly frame: Observation['frame'] & { readonly timeMs: number };
  /** Time since the recording began or its clock jumped, milliseconds. */
  readonly recordingMs: number;
  /** How the ended tracks came to their end. */
  readonly trackEnd: TrackEnd;
}

/** JSON value of the rules at work at a chunk border, without the pictures of their events. */
export type RuleEngineState = Pick<AnalysisState, 'timelines' | 'frameRules'>;

/** Rules and what they are told about the video besides its frames. */
export interface RuleEngineOptions extends TimelineOptions {
  readonly rules: ActiveRules;
  /** Pictures of the events in progress. */
  readonly evidence: EvidenceBook;
}

interface WatchedTrack {
  readonly timeline: TrackTimeline;
  readonly rules: RuleWatch<Observation, TrackEnd>;
}

/** Has rules watch people who are tracked, and makes proposals of what they report. */
export class RuleEngine {
  readonly #options: RuleEngineOptions;
  readonly #tracks: Map<number, WatchedTrack>;
  readonly #frameRules: RuleWatch<FrameObservations, 'video-ended'>;
  #endedTracks: Track[] = [];

  /** @param state of an earlier engine with the same options, or that of one which has seen nothing */
  constructor({ timelines, frameRules }: RuleEngineState, options: RuleEngineOptions) {
    this.#options = options;
    this.#tracks = new Map(
      timelines.map(({ rules, ...timeline }) => [
        timeline.trackId,
        {
          timeline: new TrackTimeline(timeline, options),
          rules: watchTrack(timeline.trackId, options.rules.tracks, rules),
        },
      ]),
    );
    this.#frameRules = watchFrames(options.rules.frames, frameRules ?? undefined);
  }

  get state(): RuleEngineState {
    return {
      timelines: this.#living.map(({ timeline, rules }) => ({ ...timeline.state, rules: rules.states })),
      frameRules: this.#frameRules.states,
    };
  }

  /** Begins the timelines of tracks that are new. */
  begin(observations: readonly TrackObservation[]): void {
    for (const { trackId, timeMs } of observations) {
      if (this.#tracks.has(trackId)) continue;
      this.#tracks.set(trackId, {
        timeline: TrackTimeline.begin(trackId, timeMs, this.#options),
        rules: watchTrack(trackId, this.#options.rules.tracks),
      });
    }
  }

  /** Looks up the timeline of a living track. */
  timelineOf(trackId: number): TrackTimeline {
    return this.#tracks.get(trackId)!.timeline;
  }

  /**
   * Has the rules watch a frame: first those of tracks, ended ones before others, then those of the whole frame.
   *
   * @param shot the picture of the frame; null when it is not at hand
   */
  watch(watched: WatchedFrame, shot: Shot | null): Proposal[] {
    const { frame, endedTrackIds, trackEnd, recordingMs } = watched;
    const proposals = endedTrackIds.flatMap((trackId) => this.#endTrack(trackId, trackEnd));
    const observations: Observation[] = [];
    for (const { trackId, timeMs, person } of watched.observations) {
      const { timeline, rules } = this.#tracks.get(trackId)!;
      const atMs = recordingMs - (frame.timeMs - timeMs);
      const observation = timeline.observe(roundedPerson(person), timeMs, frame, atMs);
      // The observation that a later one has confirmed: its frame is no longer at hand.
      const isPast = timeMs !== frame.timeMs;
      if (!isPast) observations.push(observation);
      const shows = () => (isPast ? null : person);
      proposals.push(...this.#propose(rules.observe(observation), shows, shot, observation));
    }
    const together = {
      timeMs: frame.timeMs,
      observations: observations.toSorted((a, b) => a.trackId - b.trackId),
    };
    const subjectOf = (trackIds: readonly number[]) =>
      jointSubject(
        together.observations.filter((one) => trackIds.includes(one.trackId)).map(({ person }) => person),
      );
    return [...proposals, ...this.#propose(this.#frameRules.observe(together), subjectOf, shot)];
  }

  /** Ends all tracks: the video is over. */
  finish(): Proposal[] {
    return [
      ...this.#propose(this.#frameRules.finish('video-ended')),
      ...[...this.#tracks.keys()].flatMap((trackId) => this.#endTrack(trackId, 'video-ended')),
    ];
  }

  /** Takes the tracks seen since the last time, ascending in their ids, with the parts of their paths since then. */
  takeTracks(): Track[] {
    const tracks = [
      ...this.#endedTracks,
      ...this.#living.flatMap(({ timeline }) => timeline.takeTrack() ?? []),
    ];
    this.#endedTracks = [];
    return tracks.toSorted((a, b) => a.trackId - b.trackId);
  }

  get #living(): WatchedTrack[] {
    return [...this.#tracks.values()];
  }

  #endTrack(trackId: number, end: TrackEnd): Proposal[] {
    const { timeline, rules } = this.#tracks.get(trackId)!;
    const proposals = this.#propose(endReports(rules.finish(end)));
    const rest = timeline.takeTrack();
    if (rest) this.#endedTracks.push(rest);
    this.#tracks.delete(trackId);
    return proposals;
  }

  /**
   * Makes proposals of what rules have reported, and keeps the pictures of the events that they have in progress.
   *
   * @param subjectOf finds the person of some tracks in the frame; null when it shows none of them
   */
  #propose(
    reports: readonly RuleReport[],
    subjectOf: (trackIds: readonly number[]) => PersonDetection | null = () => null,
    shot: Shot | null = null,
    observation?: Observation,
  ): Proposal[] {
    return reports.flatMap(({ rule, before, after, trackIds, event }) => {
      const subject = shot && subjectOf(trackIds);
      const evidence = this.#options.evidence.follow(
        { before, after, endMs: event?.endMs ?? null },
        subject ? { ...shot, subject, fit: observation ? fitOf(rule, observation) : 1 } : null,
        { thumbnail: rule.thumbnail, keyframes: rule.claim !== null || rule.fact !== null },
      );
      if (!event) return [];
      const persons = event.trackIds.flatMap((id) => this.#tracks.get(id)?.timeline.summary() ?? []);
      return { rule, event, persons, evidence };
    });
  }
}
