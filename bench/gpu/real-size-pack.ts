import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelEntry, modelManifestSchema } from '@deepsentinel/model-pack';
import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { yoloGraph } from '../yolo-graph.ts';
import { bodyGraph } from './body-graph.ts';

const seed = 1;

/** Writes a pack of networks as large as those of production, with random weights, to measure speed. */
export async function writeRealSizePack(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const files: Record<string, string> = {};
  const add = async (file: string, onnx: OnnxModel): Promise<ModelEntry['networks']> => {
    const bytes = writeOnnxModel(onnx);
    await writeFile(join(directory, file), bytes);
    files[file] = createHash('sha256').update(bytes).digest('hex');
    const contract = ({ name, type, shape }: OnnxModel['inputs'][number]) => ({
      name,
      type,
      shape: [...shape],
    });
    return { model: { file, inputs: onnx.inputs.map(contract), outputs: onnx.outputs.map(contract) } };
  };
  const detector = entry('detector', 'yolo', await add('detector.onnx', yoloGraph('x')));
  const pose = entry('pose', 'mebow', await add('pose.onnx', bodyGraph(seed)));
  const manifest = modelManifestSchema.parse({
    formatVersion: 2,
    name: 'real-size',
    version: '1.0.0',
    files,
    models: [
      {
        ...detector,
        labels: ['person', 'face'],
        thresholds: { confidence: 0.4, iou: 0.7, keep: 0.4, keepAlone: 0.4 },
      },
      pose,
    ],
  });
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest));
}

function entry(slot: ModelEntry['slot'], family: string, networks: ModelEntry['networks']) {
  const license = { name: 'none needed: random weights', commercialUse: true };
  return { slot, family, networks, license, source: 'bench/gpu' };
}
