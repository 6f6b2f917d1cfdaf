import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzeVideo, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { reportWork } from './work.ts';

/** Analyzes the video named by the first argument, as many frames a second as the second says. */
const [video, fps] = process.argv.slice(2);
await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
await reportWork(async () => {
  let frames = 0;
  const settings = { activeFps: Number(fps), idleFps: Number(fps) };
  for await (const { stats } of analyzeVideo(video!, analyzer, settings)) frames += stats.framesAnalyzed;
  return frames;
});
