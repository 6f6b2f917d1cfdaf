import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { type Analysis, analyzeWhole } from './analysis.ts';
import { type Clip, difficultClips } from './clips.ts';
import { differences } from './compare.ts';

/**
 * Checks that gated decoding finds what decoding everything finds: on clips made to mislead it, and on all videos of a
 * folder. Ends with 1 when a person or an event is missing, or a track's end differs by more than one sampled frame.
 *
 *     npm run bench:equality -- VIDEO [--footage FOLDER] [--only NAME...]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { footage: { type: 'string' }, only: { type: 'string', multiple: true } },
});
const [demoClip] = positionals;
if (!demoClip) {
  console.error('usage: npm run bench:equality -- VIDEO [--footage FOLDER] [--only NAME...]');
  process.exit(64);
}

await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
const clips = [...(await difficultClips(demoClip)), ...(values.footage ? await clipsIn(values.footage) : [])];
const { only } = values;
const chosen = only ? clips.filter(({ name }) => only.some((part) => name.includes(part))) : clips;
console.log('clip: people, events; missed, added, changed, end frames, events; share skipped or why not');
for (const clip of chosen) await compare(clip);

async function clipsIn(folder: string): Promise<Clip[]> {
  const files = await readdir(folder, { recursive: true });
  const videos = files.filter((file) => /\.(mp4|avi|mkv|ts|gif|dav|mjpeg|h26[45]|webm)$/.test(file)).sort();
  return videos.map((file) => ({ name: file, path: join(folder, file) }));
}

async function compare({ name, path }: Clip): Promise<void> {
  const exhaustive = await analyzeWhole(path, analyzer, 'off');
  const gated = await analyzeWhole(path, analyzer, 'auto');
  const { missed, added, changed, endFrames, events } = differences(exhaustive, gated);
  const found = `${exhaustive.tracks.length}, ${exhaustive.events.length}`;
  const all = [missed, added, changed, endFrames, events].join(', ');
  console.log(`${name}: ${found}; ${all}; ${skippedShare(gated)}`);
  if (missed > 0 || endFrames > 1 || events > 0) process.exitCode = 1;
}

function skippedShare({ gating }: Analysis): string {
  const { secondsSkipped, secondsDecoded, reason } = gating;
  const percent = (100 * secondsSkipped) / (secondsSkipped + secondsDecoded);
  return [`${percent.toFixed(0)} %`, ...(reason ? [reason] : [])].join(', ');
}
