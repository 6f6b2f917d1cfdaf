// Takes a detector of one's own, which finds what is bright, in place of the pack's: node own-family.ts VIDEO
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzeVideo, createAnalyzer, type Frame, type PersonDetector } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/** Takes all that differs from the first pixel for one person. */
function differentBox({ data, width, height }: Frame) {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let index = 0; index < width * height; index++) {
    if (Math.abs(data[index * 3]! - data[0]!) < 40) continue;
    xs.push(index % width);
    ys.push(Math.floor(index / width));
  }
  if (xs.length < 1000) return null;
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return { x1: least(xs), y1: least(ys), x2: most(xs) + 1, y2: most(ys) + 1 };
}

const detector: PersonDetector<null> = {
  findsFaces: false,
  maxBatch: Number.POSITIVE_INFINITY,
  prepare: async (frame) => ({ frame, input: null }),
  detect: async (batch) =>
    batch.map(({ frame }) => {
      const box = differentBox(frame);
      return { persons: box ? [{ box, confidence: 0.9 }] : [], faces: null };
    }),
};

// A manifest would name the family; here the embedded pack's detector is renamed.
const embedded = await openModelPack(await ensureEmbeddedPack());
const model = { ...embedded.models.get('detector')!, family: 'different', networks: {} };
const pack = { ...embedded, name: 'mine', models: new Map(embedded.models).set('detector', model) };

const families = { detector: { different: async () => detector } };
await using analyzer = await createAnalyzer(pack, { families, stages: ['rules'] });
for await (const { tracks } of analyzeVideo(process.argv[2]!, analyzer)) {
  for (const { trackId, path } of tracks) console.log(`person ${trackId}: seen ${path.length} times`);
}
