import type { Box } from '@deepsentinel/queue-contracts';
import { type AnalysisSettings, analysisSettingsSchema } from './analysis-settings.ts';
import { checkResumable, initialState } from './analysis-state.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { analyzedFrame } from './analyzed-frame.ts';
import type { Analyzer, Stages } from './analyzer.ts';
import type { Chunk } from './chunk.ts';
import { ChunkBuffer } from './chunk-buffer.ts';
import { openVideo, type VideoSource } from './decode/open-video.ts';
import { EventDescriber } from './describe-and-embed.ts';
import type { PreparedFrame } from './detectors/detector.ts';
import { EventPipeline } from './event-pipeline.ts';
import type { Frame } from './frame.ts';
import { mapStage, prefetch } from './prefetch.ts';
import { standardRules } from './rules/index.ts';
import { activeRules, needsJoints } from './rules/observe/active-rules.ts';
import { type FrameInspector, sampleAdaptively } from './sampling/adaptive-sampler.ts';
import { Settlement } from './sampling/settlement.ts';

/**
 * Analyzes a video: decode -> sample, detect -> rescore with the pose -> track -> redetect -> attributes -> rules ->
 * describe, embed -> chunk. Stages overlap; at most a few frames are in memory. The same video, models, settings and
 * rules give the same chunks, whether or not the analysis was interrupted and resumed in between.
 *
 * @param source path of a file, an http(s) URL that serves byte ranges, or frames from memory; on resuming, these may
 *   begin anywhere up to the frame after the last analyzed one
 * @yields chunks in order; the last one has `end` set
 * @throws {VideoError} the video cannot be read; `code` says why
 * @throws {ModelPackError} a stage of the settings has no model
 * @throws {RangeError} `resumeFrom` belongs to other models, settings or rules; two rules have the same name; a
 *   frame from memory does not fit its size or time
 */
export async function* analyzeVideo(
  source: VideoSource,
  analyzer: Analyzer,
  {
    resumeFrom,
    signal,
    onProgress,
    onFrame,
    durationMs,
    rules = standardRules,
    ...chosen
  }: AnalyzeOptions = {},
): AsyncGenerator<Chunk> {
  const { modelPack, sessionMs, decoderThreads: threads } = analyzer;
  const settings = analysisSettingsSchema.parse(chosen);
  const { activeFps, idleFps, detectorBatch: batch } = settings;
  const stages = analyzer.stages(settings.stages);
  const state = resumeFrom ?? initialState({ modelPack, settings, rules });
  checkResumable(state, { modelPack, settings, rules });
  const active = activeRules(rules, { store: settings.store, stages: stages.active });
  const describer = new EventDescriber(stages, state.descriptions);
  const pipeline = new EventPipeline(state, stages, rules);
  const afterMs = state.analyzedToMs ?? undefined;
  const pictures = settings.store?.pictures;
  const inspector = frameInspector(stages, settings);
  const gate = {
    obstacle: settings.gating === 'off' ? 'off' : onFrame ? 'every picture is wanted' : null,
    state: state.gate,
    idleIntervalMs: 1000 / idleFps,
    showsPeople: (frame: Frame) => showsPeople(inspector, frame),
  } as const;
  const video = await openVideo(source, { sampleFps: activeFps, afterMs, pictures, gate, threads, signal });
  const { account } = video;
  const knownMs = video.durationMs ?? durationMs ?? null;
  const chunk = new ChunkBuffer(state, { durationMs: knownMs, sessionMs, account });

  const settlement = new Settlement(pipeline.searchesUntilMs);
  const sampled = sampleAdaptively(video.frames, inspector, {
    ...{ activeFps, idleFps, batch, initial: state.sampler },
    wantedUntilMs: (timeMs) => settlement.after(timeMs),
  });
  let { poses } = state;
  const detected = mapStage(prefetch(sampled, 1), async (sample) => {
    const wantsJoints = (box: Box) => needsJoints(active, box, sample.frame);
    const followed = await settlement.orClose(stages.followPoses(poses, sample, wantsJoints));
    poses = followed.poses;
    return { ...sample, ...followed };
  });

  for await (const frame of prefetch(detected, 1)) {
    using _ = settlement.closeUnlessReached(frame.frame.timeMs);
    signal?.throwIfAborted();
    const tracked = await pipeline.redetectFallen(pipeline.track(frame));
    await pipeline.estimateAttributes(tracked);
    await onFrame?.(analyzedFrame(tracked, frame.detections.faces));
    const proposals = pipeline.applyRules(tracked);
    chunk.add(frame, await describer.describe(proposals));
    onProgress?.(chunk.progress);
    if (chunk.isFull) yield chunk.cut(await pipeline.snapshot(), describer.state);
    settlement.reach(frame.frame.timeMs, pipeline.searchesUntilMs);
  }
  chunk.addEvents(await describer.describe(pipeline.finish()));
  const { truncated, warnings } = video.outcome();
  const end = { truncated, warnings: [...warnings, ...describer.warnings] };
  yield chunk.cut(await pipeline.snapshot(), describer.state, end);
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
