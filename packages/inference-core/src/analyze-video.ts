import { type AnalysisSettings, analysisSettingsSchema } from './analysis-settings.ts';
import { checkResumable, initialState } from './analysis-state.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import type { Analyzer, Stages } from './analyzer.ts';
import type { Chunk } from './chunk.ts';
import { decodeVideo } from './decode/decode-video.ts';
import { probeVideo } from './decode/probe-video.ts';
import type { PreparedFrame } from './detectors/detector.ts';
import { EventPipeline } from './event-pipeline.ts';
import { mapStage, prefetch } from './prefetch.ts';
import { type FrameInspector, sampleAdaptively } from './sampling/adaptive-sampler.ts';

/**
 * Analyzes a video: decode -> sample -> detect -> rescore with the pose -> track -> attributes -> rules -> describe -> embed.
 * Stages overlap; at most a few frames are in memory. The same video, models and settings give the same chunks,
 * whether or not the analysis was interrupted and resumed in between.
 *
 * @param source path of a file, or an http(s) URL that serves byte ranges
 * @yields chunks in order; the last one has `end` set
 * @throws {VideoError} the video cannot be read; `code` says why
 * @throws {ModelPackError} a stage of the settings has no model
 * @throws {RangeError} `resumeFrom` belongs to other models or settings
 */
export async function* analyzeVideo(
  source: string,
  analyzer: Analyzer,
  { resumeFrom, signal, onProgress, ...chosen }: AnalyzeOptions = {},
): AsyncGenerator<Chunk> {
  const settings = analysisSettingsSchema.parse(chosen);
  const parts = analyzer.stages(settings.stages);
  const state = resumeFrom ?? initialState(analyzer.modelPack, settings);
  checkResumable(state, { modelPack: analyzer.modelPack, settings });

  const info = await probeVideo(source, { signal });
  const video = decodeVideo(source, {
    info,
    sampleFps: settings.activeFps,
    afterMs: state.analyzedToMs ?? undefined,
    signal,
  });
  const sampled = sampleAdaptively(video.frames, frameInspector(parts, settings), {
    activeFps: settings.activeFps,
    idleFps: settings.idleFps,
    batch: settings.detectorBatch,
    initial: state.sampler,
  });
  const seen = mapStage(prefetch(sampled, 1), async (sample) => ({
    ...sample,
    persons: await parts.rescoreWithPose(sample.frame, sample.detections),
  }));

  const pipeline = new EventPipeline(analyzer, parts, { state, durationMs: info.durationMs });
  for await (const frame of prefetch(seen, 1)) {
    signal?.throwIfAborted();
    await pipeline.add(frame);
    onProgress?.(pipeline.progress);
    if (pipeline.isChunkFull) yield await pipeline.cutChunk();
  }
  const { truncated, warnings } = video.outcome();
  yield await pipeline.end({ truncated, warnings });
}

function frameInspector(
  { detector }: Stages,
  { minDetectorConfidence }: AnalysisSettings,
): FrameInspector<PreparedFrame> {
  return {
    prepare: (frame) => detector.prepare(frame),
    detect: (batch) => detector.detect(batch, minDetectorConfidence ?? undefined),
  };
}
