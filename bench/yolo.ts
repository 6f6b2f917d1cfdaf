import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalyzer, decodeVideo, type Frame, probeVideo } from '@deepsentinel/inference-core';
import { type ModelManifest, openModelPack } from '@deepsentinel/model-pack';
import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { isYoloScale, yoloGraph } from './yolo-graph.ts';

/**
 * Measures a full-size YOLOv8 (random weights) over the frames of a video, one after the other: frames a second, and
 * the share of the time that the detector spends outside the network. Decoding is not counted.
 *
 *     npm run bench:yolo -- VIDEO [SCALE] [FRAMES]
 */
const [video, scale = 'x', count = '10'] = process.argv.slice(2);
if (!video || !isYoloScale(scale)) {
  console.error('usage: npm run bench:yolo -- VIDEO [n|s|m|l|x] [FRAMES]');
  process.exit(64);
}

/** Persons in the first frame: the threshold is put below the confidence of these, as random weights are sure of nothing. */
const personsOfFirst = 20;

const directory = await mkdtemp(join(tmpdir(), 'bench-yolo-'));
try {
  const parameters = await writePack(directory, yoloGraph(scale));
  console.log(`YOLOv8${scale}, ${(parameters / 1e6).toFixed(1)} million parameters, 640 x 640`);
  await measure(await firstFrames(video, Number(count) + 1));
} finally {
  await rm(directory, { recursive: true });
}

/**
 * Writes a pack with the network.
 *
 * @returns number of weights and biases
 */
async function writePack(target: string, onnx: OnnxModel): Promise<number> {
  const bytes = writeOnnxModel(onnx);
  const file = 'detector.onnx';
  await writeFile(join(target, file), bytes);
  const contract = ({ name, type, shape }: OnnxModel['inputs'][number]) => ({
    name,
    type,
    shape: [...shape],
  });
  const manifest: ModelManifest = {
    formatVersion: 2,
    name: 'full-size-yolo',
    version: '1.0.0',
    files: { [file]: createHash('sha256').update(bytes).digest('hex') },
    models: [
      {
        slot: 'detector',
        family: 'yolo',
        networks: {
          model: { file, inputs: onnx.inputs.map(contract), outputs: onnx.outputs.map(contract) },
        },
        assets: {},
        labels: ['person', 'face'],
        thresholds: { confidence: 0.4, iou: 0.7 },
        constants: {},
        options: {},
        license: { name: 'none needed: random weights', commercialUse: true },
        source: 'bench/yolo-graph.ts',
      },
    ],
  };
  await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest));
  return parametersOf(onnx);
}

function parametersOf({ nodes, initializers }: OnnxModel): number {
  const sizes = new Map(
    initializers.map(({ name, shape }) => [name, shape.reduce((product, size) => product * size, 1)]),
  );
  const learned = nodes.filter(({ op }) => op === 'Conv').flatMap(({ inputs }) => inputs.slice(1));
  return learned.reduce((sum, name) => sum + sizes.get(name)!, 0);
}

async function firstFrames(source: string, wanted: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  const { frames: decoded } = decodeVideo(source, { info: await probeVideo(source), sampleFps: 5 });
  for await (const frame of decoded) {
    if (frames.push(frame) === wanted) break;
  }
  return frames;
}

/** Measures the frames; the first only warms up. */
async function measure([first, ...frames]: readonly Frame[]): Promise<void> {
  const threads = availableParallelism();
  await using analyzer = await createAnalyzer(await openModelPack(directory), { device: 'cpu', threads });
  const { detector } = analyzer.stages(null);
  const [all] = await detector.detect([await detector.prepare(first!)], 0);
  const floor = all!.persons[personsOfFirst - 1]!.confidence;
  const sessionMs = analyzer.sessionMs();
  const startedAt = performance.now();
  let persons = 0;
  for (const frame of frames) {
    const [seen] = await detector.detect([await detector.prepare(frame)], floor);
    persons += seen!.persons.length;
  }
  const ms = performance.now() - startedAt;
  const outsideMs = ms - (analyzer.sessionMs() - sessionMs);
  const perFrame = (total: number) => (total / frames.length).toFixed(1);
  console.log(
    `${frames.length} frames of ${first!.width} x ${first!.height}, ${perFrame(persons)} persons in each, ${threads} threads`,
  );
  console.log(`${((1000 * frames.length) / ms).toFixed(2)} frames/s, ${perFrame(ms)} ms a frame`);
  console.log(`outside the session ${perFrame(outsideMs)} ms, ${((100 * outsideMs) / ms).toFixed(2)} %`);
}
