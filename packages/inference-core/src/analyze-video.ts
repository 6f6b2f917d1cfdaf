import { analysisSettingsSchema } from './analysis-settings.ts';
import { checkResumable, initialState } from './analysis-state.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { analyzedFrame } from './analyzed-frame.ts';
import type { Analyzer } from './analyzer.ts';
import type { Chunk } from './chunk.ts';
import { ChunkBuffer } from './chunk-buffer.ts';
import type { VideoSource } from './decode/open-video.ts';
import { EventDescriber } from './describe-and-embed.ts';
import { EventPipeline } from './event-pipeline.ts';
import { openFootage } from './open-footage.ts';
import { standardRules } from './rules/index.ts';

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
  const stages = analyzer.stages(settings.stages);
  const state = resumeFrom ?? initialState({ modelPack, settings, rules });
  checkResumable(state, { modelPack, settings, rules });
  const describer = new EventDescriber(stages, state.descriptions);
  const pipeline = new EventPipeline(state, stages, rules);
  const { video, frames, settlement } = await openFootage(source, {
    ...{ state, stages, rules, threads, signal },
    wantsEveryPicture: onFrame !== undefined,
    wantedUntilMs: pipeline.searchesUntilMs,
  });
  const knownMs = video.durationMs ?? durationMs ?? null;
  const chunk = new ChunkBuffer(state, { durationMs: knownMs, sessionMs, account: video.account });

  for await (const frame of frames) {
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
