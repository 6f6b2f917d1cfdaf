import type { AnalysisState } from './analysis-state.ts';
import type { Stages } from './analyzer.ts';
import type { Proposal } from './describe-and-embed.ts';
import type { PersonDetection } from './detection.ts';
import { EvidenceBook } from './evidence/evidence-book.ts';
import { headFinder } from './evidence/head-box.ts';
import type { Shot } from './evidence/subject.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import { type Frame, hasPicture } from './frame.ts';
import {
  encodeObservations,
  type ObservedFrame,
  type TrackSample,
} from './observations/saved-observations.ts';
import type { PoseMemory } from './persons/pose-follower.ts';
import { RuleEngine, type WatchedFrame } from './rule-engine.ts';
import type { Rule } from './rules/define-rule.ts';
import { activeRules } from './rules/observe/active-rules.ts';
import type { SampledFrame } from './sampling/adaptive-sampler.ts';
import type { Polygon } from './store/polygon.ts';
import { exitsInPixels } from './store/zone.ts';
import type { Track } from './track.ts';
import { FallenSearch, initialFallenSearch } from './tracking/fallen-search.ts';
import {
  endTracks,
  type TrackingStep,
  trackPersons,
  unseenUntilMs,
  updateTrack,
} from './tracking/tracker.ts';

/** A sampled frame whose detections have been rescored with the pose. */
export interface DetectedFrame extends SampledFrame {
  readonly persons: readonly PersonDetection[];
  readonly poses: PoseMemory;
}

/** A frame in which persons have been given to their tracks. */
export interface TrackedFrame extends Shot, TrackingStep, WatchedFrame {
  readonly frame: Frame;
}

/** Results and state of the pipeline at a chunk border. */
export interface PipelineSnapshot {
  readonly state: PipelineState;
  /** Tracks seen since the last snapshot, ascending in their ids. */
  readonly tracks: readonly Track[];
  /** Pictures of events in progress that no chunk has emitted yet. */
  readonly thumbnails: readonly Thumbnail[];
  /** Observations since the last snapshot, encoded; null when there are none. */
  readonly observations: Uint8Array | null;
}

export type PipelineState = Pick<
  AnalysisState,
  'recording' | 'sampler' | 'poses' | 'tracker' | 'fallen' | 'timelines' | 'frameRules' | 'evidence'
>;

/** The stages that the pipeline makes use of. */
type PipelineStages = Pick<
  Stages,
  | 'active'
  | 'redetectFallen'
  | 'estimateAttributes'
  | 'ageErrorYears'
  | 'searchFaces'
  | 'describer'
  | 'imageText'
>;

/** The sequential part of an analysis: follows persons from frame to frame and has the rules watch them. */
export class EventPipeline {
  readonly #stages: PipelineStages;
  readonly #store: AnalysisState['settings']['store'];
  readonly #evidence: EvidenceBook;
  readonly #rules: RuleEngine;
  /** Null when nobody is searched for. */
  readonly #fallen: FallenSearch | null;
  #recording: AnalysisState['recording'];
  #tracker: AnalysisState['tracker'];
  #sampler: AnalysisState['sampler'];
  #poses: PoseMemory;
  #observed: ObservedFrame[] = [];
  #samples: TrackSample[] = [];

  /**
   * @param state what an earlier pipeline with the same stages and rules left at a chunk border, or the initial one
   * @throws {RangeError} two rules have the same name
   */
  constructor(state: AnalysisState, stages: PipelineStages, rules: readonly Rule[]) {
    const { store, blurFaces } = state.settings;
    this.#stages = stages;
    this.#store = store;
    const pictures = {
      findHeads: blurFaces ? headFinder(stages.searchFaces) : null,
      showClear: stages.describer.local ?? false,
      imageText: stages.imageText,
    };
    this.#evidence = new EvidenceBook(pictures, state.evidence);
    this.#rules = new RuleEngine(state, {
      store,
      ageErrorYears: stages.ageErrorYears,
      rules: activeRules(rules, { store, stages: stages.active }),
      evidence: this.#evidence,
    });
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
    this.#rules.begin(step.observations);
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
    if (!hasPicture(tracked.frame)) {
      this.#fallen.passOver();
      return tracked;
    }
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
      .map(({ trackId, person }) => ({ person, timeline: this.#rules.timelineOf(trackId) }))
      .filter(({ timeline }) => timeline.wantsSample(timeMs));
    if (wanted.length === 0) return;
    const wantedPersons = wanted.map(({ person }) => person);
    const samples = await estimateAttributes(frame, wantedPersons, persons);
    for (const [index, { timeline }] of wanted.entries()) {
      const sample = samples[index]!;
      timeline.addSample(sample, timeMs);
      this.#samples.push({ trackId: timeline.trackId, sample });
    }
  }

  /** Has the rules watch a frame. */
  applyRules(tracked: TrackedFrame): Proposal[] {
    const { frame, recordingMs, trackEnd, endedTrackIds, observations } = tracked;
    const { timeMs, width, height } = frame;
    this.#observed.push({
      ...{ frame: { timeMs, width, height }, recordingMs, trackEnd, endedTrackIds, observations },
      samples: this.#samples,
    });
    this.#samples = [];
    return this.#rules.watch(tracked, tracked);
  }

  /**
   * Time until which the picture is needed to search for people who may have fallen, whatever the detector sees,
   * milliseconds.
   */
  get searchesUntilMs(): number {
    return this.#fallen ? unseenUntilMs(this.#tracker) : -1;
  }

  /** Ends all tracks: the video is over. */
  finish(): Proposal[] {
    return this.#rules.finish();
  }

  /** Hands over what has been gathered since the last snapshot, with the state from which to go on. */
  async snapshot(): Promise<PipelineSnapshot> {
    const { thumbnails, saved } = await this.#evidence.checkpoint();
    const { active, ageErrorYears } = this.#stages;
    const observations = encodeObservations({ active, ageErrorYears, frames: this.#observed });
    this.#observed = [];
    return {
      observations,
      thumbnails,
      tracks: this.#rules.takeTracks(),
      state: {
        recording: this.#recording,
        sampler: this.#sampler,
        poses: this.#poses,
        tracker: this.#tracker,
        fallen: this.#fallen?.state ?? initialFallenSearch,
        ...this.#rules.state,
        evidence: saved,
      },
    };
  }

  #exitsOf(frame: Frame): Polygon[] {
    return exitsInPixels(this.#store?.zones ?? [], frame);
  }
}
