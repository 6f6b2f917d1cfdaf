import { isDeepStrictEqual } from 'node:util';
import type { AnalysisSettings } from './analysis-settings.ts';
import { type DescriptionState, initialDescriptionState } from './describe-and-embed.ts';
import type { SavedEvidence } from './evidence/evidence-book.ts';
import { type GateState, initialGateState } from './gating/gate-state.ts';
import { initialPoseMemory, type PoseMemory } from './persons/pose-follower.ts';
import type { Rule } from './rules/define-rule.ts';
import { standardRules } from './rules/index.ts';
import type { RuleStates } from './rules/observe/rule-watch.ts';
import type { TimelineState } from './rules/observe/track-timeline.ts';
import { initialSamplerState, type SamplerState } from './sampling/adaptive-sampler.ts';
import { type FallenSearchState, initialFallenSearch } from './tracking/fallen-search.ts';
import { initialTrackerState, type TrackerState } from './tracking/tracker.ts';

/** Changes whenever a state of an older release could not be resumed. */
const stateVersion = 5;

/** Continuous recording that a video shows: it is joined of several where its clock jumps. A JSON value. */
export interface RecordingState {
  /** Number of jumps of the clock before it. */
  readonly clockJumps: number;
  /** Time of its first analyzed frame, milliseconds. */
  readonly startMs: number;
}

/** Everything that an analysis must remember at a chunk border. A JSON value; made and read by this package only. */
export interface AnalysisState {
  readonly version: typeof stateVersion;
  /** A resumed analysis must use the same models, settings and rules, or its results would not fit together. */
  readonly modelPack: string;
  readonly settings: AnalysisSettings;
  /** Names of the rules that the analysis was given. */
  readonly rules: readonly string[];
  readonly nextChunkIndex: number;
  /** Time of the last frame that was analyzed, milliseconds; null before the first. */
  readonly analyzedToMs: number | null;
  readonly recording: RecordingState;
  readonly gate: GateState;
  readonly sampler: SamplerState;
  /** Bodies of the last frame, whose joints may hold in the next. */
  readonly poses: PoseMemory;
  readonly tracker: TrackerState;
  readonly fallen: FallenSearchState;
  /** Living tracks, each with the states of the rules that watch it. */
  readonly timelines: readonly (TimelineState & { readonly rules: RuleStates })[];
  /** States of the rules that watch whole frames; null before the first chunk. */
  readonly frameRules: RuleStates | null;
  /** Pictures of events in progress. */
  readonly evidence: readonly SavedEvidence[];
  /** Descriptions of events that last. */
  readonly descriptions: DescriptionState;
}

/** Properties that a resumed analysis must have in common with the one that left the state. */
export interface ResumeContext {
  /** Name and version of the model pack, as the analyzer gives it. */
  readonly modelPack: string;
  readonly settings: AnalysisSettings;
  /** The standard rules when missing. */
  readonly rules?: readonly Rule[] | undefined;
}

/** The state before the first frame. */
export function initialState({ modelPack, settings, rules = standardRules }: ResumeContext): AnalysisState {
  return {
    version: stateVersion,
    modelPack,
    settings,
    rules: rules.map(({ name }) => name),
    nextChunkIndex: 0,
    analyzedToMs: null,
    recording: { clockJumps: 0, startMs: 0 },
    gate: initialGateState,
    sampler: initialSamplerState,
    poses: initialPoseMemory,
    tracker: initialTrackerState,
    fallen: initialFallenSearch,
    timelines: [],
    frameRules: null,
    evidence: [],
    descriptions: initialDescriptionState,
  };
}

/**
 * Tells whether `analyzeVideo` can resume from a value that was saved. One of an older release, or of other models,
 * settings or rules, cannot be resumed: the analysis is to be started anew.
 */
export function canResume(saved: unknown, context: ResumeContext): saved is AnalysisState {
  if (typeof saved !== 'object' || saved === null) return false;
  return differences(saved, context).length === 0;
}

/** @throws {RangeError} the state is of another release, or of other models, settings or rules */
export function checkResumable(state: AnalysisState, context: ResumeContext): void {
  const found = differences(state, context);
  if (found.length === 0) return;
  throw new RangeError(`cannot resume the analysis: it was started with ${found.join(', ')}; start it anew`);
}

function differences(state: Partial<AnalysisState>, context: ResumeContext): string[] {
  const expected = initialState(context);
  const [rules, expectedRules] = [state.rules?.join(', '), expected.rules.join(', ')];
  return [
    state.version !== stateVersion && `state version ${state.version} instead of ${stateVersion}`,
    state.modelPack !== expected.modelPack &&
      `model pack ${state.modelPack} instead of ${expected.modelPack}`,
    !isDeepStrictEqual(state.settings, expected.settings) &&
      `settings ${JSON.stringify(state.settings)} instead of ${JSON.stringify(expected.settings)}`,
    rules !== expectedRules && `rules ${rules} instead of ${expectedRules}`,
  ].filter((difference) => difference !== false);
}
