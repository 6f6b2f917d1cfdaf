import type { AnalysisState } from './analysis-state.ts';
import type { Stages } from './analyzer.ts';
import type { Proposal } from './describe-and-embed.ts';
import type { PersonDetection } from './detection.ts';
import { EvidenceBook } from './evidence/evidence-book.ts';
import { headFinder } from './evidence/head-box.ts';
import { jointSubject, type Shot } from './evidence/subject.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import type { Frame } from './frame.ts';
import type { PoseMemory } from './persons/pose-follower.ts';
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
import type { SampledFrame } from './sampling/adaptive-sampler.ts';
import type { Polygon } from './store/polygon.ts';
import { exitsInPixels } from './store/zone.ts';
import type { Track } from './track.ts';
import { FallenSearch, initialFallenSearch } from './tracking/fallen-search.ts';
import { endTracks, type TrackingStep, trackPersons, updateTrack } from './tracking/tracker.ts';

/** A sampled frame whose detections have been rescored with the pose. */
export interface DetectedFrame extends SampledFrame {
  readonly persons: readonly PersonDetection[];
  readonly poses: PoseMemory;
}

/** A frame in which persons have been given to their tracks. */
export interface TrackedFrame extends Shot, TrackingStep {
  /** Time since the recording began or its clock jumped, milliseconds. */
  readonly recordingMs: number;
  /** How the ended tracks came to their end. */
  readonly trackEnd: TrackEnd;
}

/** Results and state of the pipeline at a chunk border. */
export interface PipelineSnapshot {
  readonly state: PipelineState;
  /** Tracks seen since the last snapshot, ascending in their ids. */
  readonly tracks: readonly Track[];
  /** Pictures of events in progress that no chunk has emitted yet. */
  readonly thumbnails: readonly Thumbnail[];
}

export type PipelineState = Pick<
  AnalysisState,
  'recording' | 'sampler' | 'poses' | 'tracker' | 'fallen' | 'timelines' | 'frameRules' | 'evidence'
>;

/** The stages that the pipeline makes use of. */
type PipelineStages = Pick<
  Stages,
  'redetectFallen' | 'estimateAttributes' | 'ageErrorYears' | 'searchFaces' | 'describer' | 'imageText'
>;

interface FollowedTrack {
  readonly timeline: TrackTimeline;
  readonly rules: RuleWatch<Observation, TrackEnd>;
}

/** The sequential part of an analysis: follows persons from frame to frame and has the rules watch them. */
export class EventPipeline {
  readonly #stages: PipelineStages;
  readonly #rules: ActiveRules;
  readonly #timelineOptions: TimelineOptions;
  readonly #tracks: Map<number, FollowedTrack>;
  readonly #frameRules: RuleWatch<FrameObservations, 'video-ended'>;
  readonly #evidence: EvidenceBook;
  /** Null when nobody is searched for. */
  readonly #fallen: FallenSearch | null;
  #recording: AnalysisState['recording'];
  #tracker: AnalysisState['tracker'];
  #sampler: AnalysisState['sampler'];
  #poses: PoseMemory;
  #endedTracks: Track[] = [];

  /**
   * @param state what an earlier pipeline with the same stages and rules left at a chunk border, or the initial one
   */
  constructor(state: AnalysisState, stages: PipelineStages, rules: ActiveRules) {
    const { store, blurFaces } = state.settings;
    this.#stages = stages;
    this.#rules = rules;
    this.#timelineOptions = { store, ageErrorYears: stages.ageErrorYears };
    this.#tracks = new Map(
      state.timelines.map(({ rules: states, ...timeline }) => [
        timeline.trackId,
        {
          timeline: new TrackTimeline(timeline, this.#timelineOptions),
          rules: watchTrack(timeline.trackId, this.#rules.tracks, states),
        },
      ]),
    );
    this.#frameRules = watchFrames(this.#rules.frames, state.frameRules ?? undefined);
    const pictures = {
      findHeads: blurFaces ? headFinder(stages.searchFaces) : null,
      showClear: stages.describer.local ?? false,
      imageText: stages.imageText,
    };
    this.#evidence = new EvidenceBook(pictures, state.evidence);
    this.#fallen = stages.redetectFallen && new FallenSearch(stages.redetectFallen, state.fallen);
    this.#recording = state.recording;
    this.#tracker = state.tracker;
    this.#sampler = state.sampler;
    this.#poses = state.poses;
  }

  /** Gives the persons of the next frame to their tracks; where the clock has jumped, all of them end. */
  track({ frame, persons, detections, samplerState, poses }: DetectedFrame): TrackedFrame {
    const cutTrackIds = this.#cutAtJump(frame);
    const { state, step } = trackPersons(this.#tracker, persons, { frame, exits: this.#exitsOf(frame) });
    this.#tracker = state;
    this.#sampler = samplerState;
    this.#poses = poses;
    for (const { trackId, timeMs } of step.observations) this.#begin(trackId, timeMs);
    return {
      frame,
      persons,
      faces: (detections.faces ?? []).map(({ box }) => box),
      ...step,
      recordingMs: frame.timeMs - this.#recording.startMs,
      ...(cutTrackIds ? { endedTrackIds: cutTrackIds, trackEnd: 'video-ended' } : { trackEnd: 'lost' }),
    };
  }

  /** @returns the tracks that end here because the clock has jumped; null when it has not */
  #cutAtJump({ timeMs, clockJumps = 0 }: Frame): readonly number[] | null {
    if (clockJumps === this.#recording.clockJumps) return null;
    this.#recording = { clockJumps, startMs: timeMs };
    const { state, endedTrackIds } = endTracks(this.#tracker);
    this.#tracker = state;
    return endedTrackIds;
  }

  /**
   * Looks for people who were there a moment ago and may have fallen.
   *
   * @returns the frame with those who were found
   */
  async redetectFallen(tracked: TrackedFrame): Promise<TrackedFrame> {
    if (!this.#fallen) return tracked;
    const { frame, persons, observations } = tracked;
    const found = await this.#fallen.search({ ...tracked, exits: this.#exitsOf(frame) });
    this.#tracker = found.reduce(updateTrack, this.#tracker);
    return {
      ...tracked,
      persons: [...persons, ...found.map(({ person }) => person)],
      observations: [...observations, ...found],
    };
  }

  /** Estimates age and gender of persons in the frame who do not have enough samples yet. */
  async estimateAttributes({ frame, persons, observations }: TrackedFrame): Promise<void> {
    const { estimateAttributes } = this.#stages;
    if (!estimateAttributes) return;
    const { timeMs } = frame;
    const wanted = observations
      .filter((observation) => observation.timeMs === timeMs)
      .map(({ trackId, person }) => ({ person, timeline: this.#tracks.get(trackId)!.timeline }))
      .filter(({ timeline }) => timeline.wantsSample(timeMs));
    if (wanted.length === 0) return;
    const wantedPersons = wanted.map(({ person }) => person);
    const samples = await estimateAttributes(frame, wantedPersons, persons);
    for (const [index, { timeline }] of wanted.entries()) timeline.addSample(samples[index]!, timeMs);
  }

  /** Has the rules watch a frame: first those of tracks, ended ones before others, then those of the whole frame. */
  applyRules(tracked: TrackedFrame): Proposal[] {
    const { frame, endedTrackIds, trackEnd, recordingMs } = tracked;
    const proposals = endedTrackIds.flatMap((trackId) => this.#endTrack(trackId, trackEnd));
    const observations: Observation[] = [];
    for (const { trackId, timeMs, person } of tracked.observations) {
      const { timeline, rules } = this.#tracks.get(trackId)!;
      const observation = timeline.observe(person, timeMs, frame, recordingMs - (frame.timeMs - timeMs));
      // The observation that a later one has confirmed: its frame is no longer at hand.
      const isPast = timeMs !== frame.timeMs;
      if (!isPast) observations.push(observation);
      const shows = () => (isPast ? null : person);
      proposals.push(...this.#propose(rules.observe(observation), shows, tracked, observation));
    }
    const together = {
      timeMs: frame.timeMs,
      observations: observations.toSorted((a, b) => a.trackId - b.trackId),
    };
    const subjectOf = (trackIds: readonly number[]) =>
      jointSubject(
        together.observations.filter((one) => trackIds.includes(one.trackId)).map(({ person }) => person),
      );
    return [...proposals, ...this.#propose(this.#frameRules.observe(together), subjectOf, tracked)];
  }

  /** Ends all tracks: the video is over. */
  finish(): Proposal[] {
    return [
      ...this.#propose(this.#frameRules.finish('video-ended')),
      ...[...this.#tracks.keys()].flatMap((trackId) => this.#endTrack(trackId, 'video-ended')),
    ];
  }

  /** Hands over what has been gathered since the last snapshot, with the state from which to go on. */
  async snapshot(): Promise<PipelineSnapshot> {
    const living = [...this.#tracks.values()];
    const { thumbnails, saved } = await this.#evidence.checkpoint();
    const tracks = [...this.#endedTracks, ...living.flatMap(({ timeline }) => timeline.takeTrack() ?? [])];
    this.#endedTracks = [];
    return {
      thumbnails,
      tracks: tracks.toSorted((a, b) => a.trackId - b.trackId),
      state: {
        recording: this.#recording,
        sampler: this.#sampler,
        poses: this.#poses,
        tracker: this.#tracker,
        fallen: this.#fallen?.state ?? initialFallenSearch,
        timelines: living.map(({ timeline, rules }) => ({ ...timeline.state, rules: rules.states })),
        frameRules: this.#frameRules.states,
        evidence: saved,
      },
    };
  }

  #exitsOf(frame: Frame): Polygon[] {
    return exitsInPixels(this.#timelineOptions.store?.zones ?? [], frame);
  }

  #begin(trackId: number, startMs: number): void {
    if (this.#tracks.has(trackId)) return;
    this.#tracks.set(trackId, {
      timeline: TrackTimeline.begin(trackId, startMs, this.#timelineOptions),
      rules: watchTrack(trackId, this.#rules.tracks),
    });
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
    shot?: Shot,
    observation?: Observation,
  ): Proposal[] {
    return reports.flatMap(({ rule, before, after, trackIds, event }) => {
      const subject = shot && subjectOf(trackIds);
      const evidence = this.#evidence.follow(
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
