import { availableParallelism } from 'node:os';
import { type Analyzer, analyzeVideo, createAnalyzer, type Device } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/** A measurement that a child process makes. */
export interface Measurement {
  readonly pack: string;
  readonly video: string;
  readonly device: Device;
  readonly batch: number;
  /** Frames analyzed in each of two passes. */
  readonly frames: number;
  /** Confidence of the detector, 0..1; decides how many persons there are in a frame. */
  readonly minDetectorConfidence: number;
}

/** Figures of the second pass; the first also loads what is loaded late and searches for algorithms. */
export interface MeasuredPass {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly frames: number;
  readonly sessionMs: number;
  readonly firstPassMs: number;
}

/** Measurement of this process, from the first argument as JSON; the result is sent to the parent. */
const measurement: Measurement = JSON.parse(process.argv[2]!);
const pack = await openModelPack(measurement.pack);
const threads = availableParallelism();
await using analyzer = await createAnalyzer(pack, { device: measurement.device, threads });
const firstAtMs = Date.now();
await analyze(analyzer, measurement);
const startedAtMs = Date.now();
const sessionMs = analyzer.sessionMs();
const frames = await analyze(analyzer, measurement);
process.send!({
  startedAtMs,
  endedAtMs: Date.now(),
  frames,
  sessionMs: analyzer.sessionMs() - sessionMs,
  firstPassMs: startedAtMs - firstAtMs,
} satisfies MeasuredPass);

/** Analyzes five frames per second of video, whether somebody is in view or not. */
async function analyze(
  analyzer: Analyzer,
  { video, batch: detectorBatch, frames: wanted, minDetectorConfidence }: Measurement,
): Promise<number> {
  let analyzed = 0;
  const settings = { activeFps: 5, idleFps: 5, chunkSeconds: 1, detectorBatch, minDetectorConfidence };
  for await (const { stats } of analyzeVideo(video, analyzer, settings)) {
    analyzed += stats.framesAnalyzed;
    if (analyzed >= wanted) break;
  }
  return analyzed;
}
