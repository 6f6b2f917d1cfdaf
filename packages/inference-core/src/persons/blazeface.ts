import type { Detection } from '../detection.ts';
import { suppressOverlaps } from '../nms.ts';
import { threshold } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Tensor } from '../onnx/network.ts';
import { namedTensor, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { type Square, squareCrop } from '../preprocess/square-crop.ts';
import type { FaceDetector } from './estimators.ts';

const inputSize = 256;
/** Values per anchor: center, size, and six landmarks that are not used here. */
const valuesPerAnchor = 16;
/** Grids of anchors; each cell of a grid has several anchors with the same center. */
const grids = [
  { confidences: 'score16', boxes: 'reg16', stride: 16, anchorsPerCell: 2 },
  { confidences: 'score32', boxes: 'reg32', stride: 32, anchorsPerCell: 6 },
] as const;

interface Anchor {
  /** 0..1 */
  readonly confidence: number;
  readonly x: number;
  readonly y: number;
  /** Center offset, width and height, input pixels. */
  readonly values: Float32Array;
}

/**
 * BlazeFace, back camera model. Thresholds in its manifest: `confidence`, the minimum of a face, and `iou`, the overlap
 * above which two boxes are one face.
 *
 * In: uint8 [N, 256, 256, 3] RGB. Out: per grid `score` float32 [N, anchors, 1], logits, and `reg` float32
 * [N, anchors, 16], input pixels relative to the anchor's center.
 *
 * @see https://arxiv.org/abs/1907.05047
 */
export const blazefaceDetector: ModelFamily<FaceDetector> = async (model, loader) => {
  const minConfidence = threshold(model, 'confidence');
  const maxOverlap = threshold(model, 'iou');
  const session = await loader.open('model');
  const input = onlyTensor(model, session, 'inputs');
  const { N } = tensorSizes(model, input, { type: 'uint8', shape: ['N', inputSize, inputSize, 3] });
  for (const { confidences, boxes, stride, anchorsPerCell } of grids) {
    const anchors = anchorsPerCell * (inputSize / stride) ** 2;
    const expect = (name: string, values: number) =>
      tensorSizes(model, namedTensor(session, 'outputs', name), {
        type: 'float32',
        shape: [N ?? 'N', anchors, values],
      });
    expect(confidences, 1);
    expect(boxes, valuesPerAnchor);
  }
  return {
    async detect(frame, region) {
      const crop = squareCrop(frame, region, inputSize);
      const outputs = await session.run({
        [input.name]: { type: 'uint8', data: crop, dims: [1, inputSize, inputSize, 3] },
      });
      const faces = grids
        .flatMap((grid) => confidentAnchors(outputs, grid, minConfidence))
        .map((anchor) => decodeFace(anchor, region));
      return suppressOverlaps(faces, maxOverlap);
    },
  };
};

function confidentAnchors(
  outputs: Readonly<Record<string, Tensor>>,
  grid: (typeof grids)[number],
  minConfidence: number,
): Anchor[] {
  const logits = outputs[grid.confidences]!.data as Float32Array;
  const values = outputs[grid.boxes]!.data as Float32Array;
  const cellsPerRow = inputSize / grid.stride;
  return Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit))).flatMap((confidence, index) => {
    if (confidence < minConfidence) return [];
    const cell = Math.floor(index / grid.anchorsPerCell);
    const x = grid.stride * ((cell % cellsPerRow) + 0.5);
    const y = grid.stride * (Math.floor(cell / cellsPerRow) + 0.5);
    return {
      confidence,
      x,
      y,
      values: values.subarray(index * valuesPerAnchor, index * valuesPerAnchor + 4),
    };
  });
}

function decodeFace({ confidence, x, y, values }: Anchor, region: Square): Detection {
  const scale = region.side / inputSize;
  const centerX = region.x + (x + values[0]!) * scale;
  const centerY = region.y + (y + values[1]!) * scale;
  const halfWidth = (values[2]! * scale) / 2;
  const halfHeight = (values[3]! * scale) / 2;
  return {
    box: {
      x1: centerX - halfWidth,
      y1: centerY - halfHeight,
      x2: centerX + halfWidth,
      y2: centerY + halfHeight,
    },
    confidence,
  };
}
