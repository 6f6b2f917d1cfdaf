import type { Box } from '@deepsentinel/queue-contracts';
import type { AnalysisSettings } from './analysis-settings.ts';
import type { AnalysisState } from './analysis-state.ts';
import type { Stages } from './analyzer.ts';
import { type OpenVideo, openVideo, type VideoSource } from './decode/open-video.ts';
import type { PreparedFrame } from './detectors/detector.ts';
import type { DetectedFrame } from './event-pipeline.ts';
import type { Frame } from './frame.ts';
import { mapStage, prefetch } from './prefetch.ts';
import type { Rule } from './rules/define-rule.ts';
import { activeRules, needsJoints } from './rules/observe/active-rules.ts';
import { type FrameInspector, type SampledFrame, sampleAdaptively } from './sampling/adaptive-sampler.ts';
import { Settlement } from './sampling/settlement.ts';

/** What an analysis asks of its footage. */
export interface FootageOptions {
  /** State from which the analysis goes on, with its settings. */
  readonly state: AnalysisState;
  readonly stages: Stages;
  readonly rules: readonly Rule[];
  /** Whether each analyzed frame must have been decoded. */
  readonly wantsEveryPicture: boolean;
  /** Time until which pictures are wanted whatever they show, milliseconds. */
  readonly wantedUntilMs: number;
  /** Threads of the decoder. */
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** Frames of a video with the persons in them. */
export interface Footage {
  readonly video: OpenVideo;
  /** Analyzed frames, ascending in time, for one consumer. */
  readonly frames: AsyncIterable<DetectedFrame>;
  /** Is told which frames have been dealt with. */
  readonly settlement: Settlement;
}

/**
 * Opens a video and detects people in it: decode -> sample, detect -> rescore with the pose. The stages overlap.
 *
 * @throws {VideoError} the video cannot be read; `code` says why
 */
export async function openFootage(source: VideoSource, options: FootageOptions): Promise<Footage> {
  const { state, stages, rules, wantsEveryPicture, wantedUntilMs, threads, signal } = options;
  const { settings } = state;
  const { activeFps, idleFps, detectorBatch: batch, store } = settings;
  const inspector = frameInspector(stages, settings);
  const video = await openVideo(source, {
    ...{ sampleFps: activeFps, afterMs: state.analyzedToMs ?? undefined, pictures: store?.pictures },
    ...{ threads, signal },
    gate: {
      obstacle: settings.gating === 'off' ? 'off' : wantsEveryPicture ? 'every picture is wanted' : null,
      state: state.gate,
      idleIntervalMs: 1000 / idleFps,
      showsPeople: (frame) => showsPeople(inspector, frame),
    },
  });
  const settlement = new Settlement(wantedUntilMs);
  const sampled = sampleAdaptively(video.frames, inspector, {
    ...{ activeFps, idleFps, batch, initial: state.sampler },
    wantedUntilMs: (timeMs) => settlement.after(timeMs),
  });
  const active = activeRules(rules, { store, stages: stages.active });
  let { poses } = state;
  const follow = async (sample: SampledFrame) => {
    const wantsJoints = (box: Box) => needsJoints(active, box, sample.frame);
    const followed = await settlement.orClose(stages.followPoses(poses, sample, wantsJoints));
    poses = followed.poses;
    return { ...sample, ...followed };
  };
  return { video, settlement, frames: prefetch(mapStage(prefetch(sampled, 1), follow), 1) };
}

/** Looks at one frame, apart from those that the sampler chooses. */
async function showsPeople<Prepared>(inspector: FrameInspector<Prepared>, frame: Frame): Promise<boolean> {
  const [detections] = await inspector.detect([await inspector.prepare(frame)]);
  return inspector.showsPeople(detections!);
}

function frameInspector(
  { detector, minStartingConfidence }: Stages,
  { minDetectorConfidence }: AnalysisSettings,
): FrameInspector<PreparedFrame> {
  return {
    prepare: (frame) => detector.prepare(frame),
    detect: (batch) => detector.detect(batch, minDetectorConfidence ?? undefined),
    showsPeople: ({ persons }) => persons.some(({ confidence }) => confidence >= minStartingConfidence),
  };
}
