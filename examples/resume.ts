// Analyzes a video with an interruption, and goes on behind the last chunk: node resume.ts VIDEO
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type AnalysisState, analyzeVideo, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

const video = process.argv[2]!;
const settings = { activeFps: 4, chunkSeconds: 2 };
await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));

let checkpoint = '';
for await (const { index, state } of analyzeVideo(video, analyzer, settings)) {
  checkpoint = JSON.stringify(state);
  console.log(`saved chunk ${index}, ${checkpoint.length} characters`);
  break; // the machine is taken away
}

const resumeFrom = JSON.parse(checkpoint) as AnalysisState;
for await (const { index, tracks } of analyzeVideo(video, analyzer, { ...settings, resumeFrom })) {
  console.log(`chunk ${index}: ${tracks.length} tracks`);
}
