import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { analyzeWhole, type Gating } from './analysis.ts';

/** What one process took for an analysis. */
export interface AnalysisCost {
  /** Peak of the process's resident memory, without ffmpeg's. */
  readonly peakMiB: number;
  readonly persons: number;
}

/** Analyzes the video named by the first argument, with the gating named by the second, and prints its cost as JSON. */
const [video, gating] = process.argv.slice(2);
await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
const { tracks } = await analyzeWhole(video!, analyzer, gating as Gating);
const peakMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ peakMiB, persons: tracks.length } satisfies AnalysisCost));
