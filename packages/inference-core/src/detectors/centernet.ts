import type { PackedModel } from '@deepsentinel/model-pack';
import { Tensor } from 'onnxruntime-node';
import { boxHeight, boxWidth, clipBox } from '../box.ts';
import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { type Letterboxed, letterbox } from '../image/letterbox.ts';
import { threshold } from '../models/model-entry.ts';
import type { OnnxSession } from '../models/onnx-session.ts';
import { suppressOverlaps } from '../nms.ts';
import type { PersonDetector, PreparedFrame } from './detector.ts';

const inputSize = 512;
const stride = 4;
const gridSize = inputSize / stride;
/** Smaller boxes are noise of the heat map's border, pixels. */
const minSide = 4;

/**
 * CenterNet with a person heat map.
 *
 * In: `input` uint8 [1, 512, 512, 3] RGB, letterboxed on black. Out: `heatmap` float32 [1, 128, 128, 1], 0..1, and
 * `ltrb` float32 [1, 128, 128, 4], distances of the four sides from the cell's corner in input pixels.
 *
 * @see https://arxiv.org/abs/1904.07850
 */
export function centernetDetector(model: PackedModel, session: OnnxSession): PersonDetector<Letterboxed> {
  const confidence = threshold(model, 'confidence');
  const iouThreshold = threshold(model, 'iou');
  return {
    prepare: async (frame: Frame) => ({ frame, input: await letterbox(frame, inputSize) }),

    async detect({ frame, input }: PreparedFrame<Letterboxed>, minConfidence = confidence) {
      const outputs = await session.run({
        input: new Tensor('uint8', input.data, [1, inputSize, inputSize, 3]),
      });
      const heatmap = outputs['heatmap']!.data as Float32Array;
      const ltrb = outputs['ltrb']!.data as Float32Array;
      const detections = peaks(heatmap, minConfidence).map((cell): Detection => {
        const box = clipBox(input.toSource(boxOfCell(cell, ltrb)), frame);
        return { box, confidence: heatmap[cell]! };
      });
      const large = detections.filter(({ box }) => boxWidth(box) > minSide && boxHeight(box) > minSide);
      return suppressOverlaps(large, iouThreshold);
    },
  };
}

/** Indices of the cells that are the highest of their 3 x 3 neighbourhood. */
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
