import type { PackedModel } from '@deepsentinel/model-pack';
import { boxHeight, boxWidth, clipBox } from '../box.ts';
import type { Detection } from '../detection.ts';
import { suppressOverlaps } from '../nms.ts';
import { threshold } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Network } from '../onnx/network.ts';
import { namedTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { type Letterboxed, letterbox } from '../preprocess/letterbox.ts';
import type { PersonDetector, PreparedFrame } from './detector.ts';

const inputSize = 512;
const stride = 4;
const gridSize = inputSize / stride;
const cells = gridSize * gridSize;
/** Minimum side of a box, pixels; smaller ones are noise at the heat map's border. */
const minSide = 4;

/**
 * CenterNet with a person heat map.
 *
 * In: `input` uint8 [N, 512, 512, 3] RGB, letterboxed on black. Out: `heatmap` float32 [N, 128, 128, 1], 0..1, and
 * `ltrb` float32 [N, 128, 128, 4], distances of the four sides from the cell's corner in input pixels. Thresholds:
 * `confidence` and `iou`.
 *
 * @see https://arxiv.org/abs/1904.07850
 */
export const centernetDetector: ModelFamily<PersonDetector<Letterboxed>> = async (model, loader) => {
  const session = await loader.open('model');
  const fixedBatch = batchSize(model, session);
  const confidence = threshold(model, 'confidence');
  const iouThreshold = threshold(model, 'iou');
  return {
    findsFaces: false,
    maxBatch: fixedBatch ?? Number.POSITIVE_INFINITY,
    prepare: async (frame) => ({ frame, input: await letterbox(frame, inputSize) }),

    async detect(batch, minConfidence = confidence) {
      if (batch.length === 0) return [];
      const pictures = fixedBatch ?? batch.length;
      const input = { type: 'uint8', data: pack(batch, pictures), dims: [pictures, inputSize, inputSize, 3] };
      const { heatmap, ltrb } = await session.run({ input });
      return batch.map((prepared, index) => {
        const found = findPersons(prepared, {
          heatmap: (heatmap!.data as Float32Array).subarray(index * cells, (index + 1) * cells),
          ltrb: (ltrb!.data as Float32Array).subarray(index * cells * 4, (index + 1) * cells * 4),
          minConfidence,
        });
        return { persons: suppressOverlaps(found, iouThreshold), faces: null };
      });
    },
  };
};

/**
 * Checks the tensors.
 *
 * @returns fixed batch size of the network; null when it takes any
 */
function batchSize(model: PackedModel, session: Network): number | null {
  const grid = ['N', gridSize, gridSize];
  const input = namedTensor(session, 'inputs', 'input');
  const { N } = tensorSizes(model, input, { type: 'uint8', shape: ['N', inputSize, inputSize, 3] });
  for (const [name, depth] of [
    ['heatmap', 1],
    ['ltrb', 4],
  ] as const) {
    tensorSizes(model, namedTensor(session, 'outputs', name), { type: 'float32', shape: [...grid, depth] });
  }
  return N ?? null;
}

/** Packs frames into uint8 [pictures, 512, 512, 3]; black where the batch has fewer. */
function pack(batch: readonly PreparedFrame<Letterboxed>[], pictures: number): Uint8Array {
  if (pictures === 1) return batch[0]!.input.data;
  const size = inputSize * inputSize * 3;
  const packed = new Uint8Array(pictures * size);
  for (const [index, { input }] of batch.entries()) packed.set(input.data, index * size);
  return packed;
}

interface HeadOutput {
  readonly heatmap: Float32Array;
  readonly ltrb: Float32Array;
  readonly minConfidence: number;
}

function findPersons(
  { frame, input }: PreparedFrame<Letterboxed>,
  { heatmap, ltrb, minConfidence }: HeadOutput,
): Detection[] {
  return peaks(heatmap, minConfidence)
    .map((cell) => ({
      box: clipBox(input.toSource(boxOfCell(cell, ltrb)), frame),
      confidence: heatmap[cell]!,
    }))
    .filter(({ box }) => boxWidth(box) > minSide && boxHeight(box) > minSide);
}

/**
 * Finds the cells that are the highest of their 3 x 3 neighborhood.
 *
 * @returns cell indices
 */
function peaks(heatmap: Float32Array, minConfidence: number): number[] {
  const found: number[] = [];
  for (let y = 0; y < gridSize; y++) {
    for (let x = 0; x < gridSize; x++) {
      const cell = y * gridSize + x;
      if (heatmap[cell]! >= minConfidence && isPeak(heatmap, x, y)) found.push(cell);
    }
  }
  return found;
}

function isPeak(heatmap: Float32Array, x: number, y: number): boolean {
  const value = heatmap[y * gridSize + x]!;
  for (let j = Math.max(0, y - 1); j <= Math.min(gridSize - 1, y + 1); j++) {
    for (let i = Math.max(0, x - 1); i <= Math.min(gridSize - 1, x + 1); i++) {
      if (heatmap[j * gridSize + i]! > value) return false;
    }
  }
  return true;
}

function boxOfCell(cell: number, ltrb: Float32Array) {
  const x = stride * (cell % gridSize);
  const y = stride * Math.floor(cell / gridSize);
  const side = (index: number) => ltrb[cell * 4 + index]!;
  return { x1: x - side(0), y1: y - side(1), x2: x + side(2), y2: y + side(3) };
}
