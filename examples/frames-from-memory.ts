// Follows persons in frames that a program makes, here of a picture over which a camera pans: node frames-from-memory.ts PICTURE
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzeVideo, createAnalyzer, decodePicture, type Frame } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

const picture = await decodePicture(process.argv[2]!);
const seconds = 4;
const fps = 25;

/** Each frame has pixels of its own, RGB, because the analysis keeps some frames for a while. */
async function* pan(): AsyncGenerator<Frame> {
  const { height } = picture;
  const width = Math.round(picture.width * 0.8);
  for (let index = 0; index < seconds * fps; index++) {
    const left = Math.round(((picture.width - width) * index) / (seconds * fps));
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      const start = (y * picture.width + left) * 3;
      data.set(picture.data.subarray(start, start + width * 3), y * width * 3);
    }
    yield { data, width, height, timeMs: Math.round((index * 1000) / fps) };
  }
}

await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
const chunks = analyzeVideo(pan(), analyzer, {
  durationMs: seconds * 1000,
  onFrame: ({ frame, tracks }) => {
    const places = tracks.map(
      ({ trackId, person: { box } }) => `person ${trackId} at x ${Math.round(box.x1)}`,
    );
    console.log(`${frame.timeMs} ms: ${places.join(', ') || 'no track yet'}`);
  },
});
for await (const { tracks } of chunks) console.log(`${tracks.length} tracks`);
