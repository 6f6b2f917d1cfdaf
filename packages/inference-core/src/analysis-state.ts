import { isDeepStrictEqual } from 'node:util';
import type { AnalysisSettings } from './analysis-settings.ts';
import type { SceneTimelineState } from './events/scene-timeline.ts';
import type { TimelineState } from './events/track-timeline.ts';
import type { StoredImageIndex } from './image-index.ts';
import { initialSamplerState, type SamplerState } from './sampling/adaptive-sampler.ts';
import { initialTrackerState, type TrackerState } from './tracking/tracker.ts';

/** Changes whenever a state of an older release could not be resumed. */
const stateVersion = 2;

/** Everything that an analysis must remember at a chunk border. A JSON value; made and read by this package only. */
export interface AnalysisState {
  readonly version: typeof stateVersion;
  /** A resumed analysis must use the same models and settings, or its results would not fit together. */
  readonly modelPack: string;
  readonly settings: AnalysisSettings;
  readonly nextChunkIndex: number;
  /** Time of the last frame that was analyzed, milliseconds; null before the first. */
  readonly analyzedToMs: number | null;
  readonly sampler: SamplerState;
  readonly tracker: TrackerState;
  readonly timelines: readonly TimelineState[];
  /** Of the rules that watch all tracks together; null before the first chunk. */
  readonly scene: SceneTimelineState | null;
  readonly images: StoredImageIndex;
}

export function initialState(modelPack: string, settings: AnalysisSettings): AnalysisState {
  return {
    version: stateVersion,
    modelPack,
    settings,
    nextChunkIndex: 0,
    analyzedToMs: null,
    sampler: initialSamplerState,
    tracker: initialTrackerState,
    timelines: [],
    scene: null,
    images: {},
  };
}

/** @throws {RangeError} the state is of another release, model pack or settings */
export function checkResumable(
  state: AnalysisState,
  expected: Pick<AnalysisState, 'modelPack' | 'settings'>,
): void {
  const differences = [
    state.version !== stateVersion && `state version ${state.version} instead of ${stateVersion}`,
    state.modelPack !== expected.modelPack &&
      `model pack ${state.modelPack} instead of ${expected.modelPack}`,
    !isDeepStrictEqual(state.settings, expected.settings) &&
      `settings ${JSON.stringify(state.settings)} instead of ${JSON.stringify(expected.settings)}`,
  ].filter((difference) => difference !== false);
  if (differences.length > 0) {
    throw new RangeError(
      `cannot resume the analysis: it was started with ${differences.join(', ')}; start it anew`,
    );
  }
}
