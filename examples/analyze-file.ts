// Prints what happens in a video: node analyze-file.ts VIDEO
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzeVideo, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

const pack = await openModelPack(await ensureEmbeddedPack());
await using analyzer = await createAnalyzer(pack, { threads: 4 });

for await (const { events } of analyzeVideo(process.argv[2]!, analyzer)) {
  for (const { startMs, type, description } of events) {
    console.log(`${(startMs / 1000).toFixed(1)} s ${type}: ${description}`);
  }
}
