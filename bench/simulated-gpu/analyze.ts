import { setTimeout as sleep } from 'node:timers/promises';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import {
  type Analyzer,
  analyzeVideo,
  createAnalyzer,
  type Detections,
  type PersonDetector,
} from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/** How busy an analysis kept the simulated GPU. */
export interface GpuUse {
  readonly frames: number;
  readonly busyMs: number;
  readonly wallMs: number;
  /** Processor time of this process before the analysis, seconds. */
  readonly loadCpuSeconds: number;
}

/**
 * Analyzes the video named by the first argument with a detector that occupies a GPU for as many milliseconds per frame
 * as the second says, in batches of the third, and computes nothing; the fourth says how many threads decode. Prints a
 * `GpuUse` as JSON.
 */
const [video, milliseconds, batch, threads] = process.argv.slice(2);
await using real = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
const { user, system } = process.cpuUsage();
let [frames, busyMs] = [0, 0];
const startedAt = performance.now();
const settings = { detectorBatch: Number(batch), blurFaces: false };
for await (const { stats } of analyzeVideo(video!, withSimulatedDetector(real), settings)) {
  frames += stats.framesAnalyzed;
}
const wallMs = performance.now() - startedAt;
const loadCpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ frames, busyMs, wallMs, loadCpuSeconds } satisfies GpuUse));

/** Gives an analyzer that detects in the simulated GPU and runs no other model. */
function withSimulatedDetector(analyzer: Analyzer): Analyzer {
  const stages = analyzer.stages(['rules']);
  const simulated = { ...stages, detector: simulatedDetector(stages.detector) };
  return { ...analyzer, decoderThreads: Number(threads), stages: () => simulated };
}

function simulatedDetector(detector: PersonDetector): PersonDetector {
  return {
    ...detector,
    prepare: (frame) => detector.prepare(frame),
    detect: async (prepared) => {
      const startedAt = performance.now();
      await sleep(prepared.length * Number(milliseconds));
      busyMs += performance.now() - startedAt;
      return prepared.map(onePerson);
    },
  };
}

/** Somebody in the middle of a picture of 1080p, so that the analysis keeps its active rate. */
function onePerson(): Detections {
  return { persons: [{ box: { x1: 900, y1: 400, x2: 1020, y2: 760 }, confidence: 0.9 }], faces: null };
}
