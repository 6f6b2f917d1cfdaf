import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import type { Detection } from '../detection.ts';
import { suppressOverlaps } from '../nms.ts';
import { modelName, threshold } from '../onnx/model-entry.ts';
import type { Network } from '../onnx/network.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';

/** Class to find, and its minimum confidence, 0..1. */
export interface TargetClass {
  readonly index: number;
  readonly minConfidence: number;
}

/**
 * Decodes the network's output for one picture.
 *
 * @param output slice of the output tensor that belongs to the picture
 * @returns boxes in input pixels, one per object, confidence descending
 */
export type YoloHead = (output: Float32Array, target: TargetClass) => Detection[];

/** Values per row of an end-to-end output: x1, y1, x2, y2 in input pixels, confidence, class. */
const valuesPerRow = 6;

/**
 * Chooses the head by the output's shape: [N, rows, 6] is end-to-end, [N, 4 + classes, anchors] has an anchor for each
 * cell of the three grids.
 *
 * @throws {ModelPackError} it is neither, its classes differ from the manifest's labels, or its anchors from the
 *   input's
 */
export function yoloHead(
  model: PackedModel,
  session: Network,
  input: { readonly width: number; readonly height: number },
): YoloHead {
  const tensor = onlyTensor(model, session, 'outputs');
  const sizes = tensorSizes(model, tensor, { type: 'float32', shape: ['N', 'rows', 'columns'] });
  if (sizes['columns'] === valuesPerRow) return endToEndHead(model);
  checkClasses(model, sizes['rows']!);
  checkAnchors(model, sizes['columns']!, input);
  return anchorHead(model.labels.length, threshold(model, 'iou'));
}

function checkClasses(model: PackedModel, rows: number | null): void {
  const { labels } = model;
  if (rows === 4 + labels.length) return;
  const found = rows === null ? 'an open number of classes' : `${rows - 4} classes`;
  throw new ModelPackError(
    `${modelName(model)}: the manifest names ${labels.length} labels, the network has ${found} (its output is [N, 4 + classes, anchors])`,
  );
}

/** Checks the number of anchors, one per cell of 8, 16 and 32 pixels; a free number is not checked. */
function checkAnchors(
  model: PackedModel,
  anchors: number | null,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const expected = (width * height * 21) / 1024;
  if (anchors === null || anchors === expected) return;
  throw new ModelPackError(
    `${modelName(model)}: an input of ${width} x ${height} pixels makes ${expected} anchors, the network has ${anchors}`,
  );
}

/**
 * Makes the head of YOLOv8 and its successors, float32 [4 + classes, anchors] per picture: center x and y, width and
 * height in input pixels, then the classes' probabilities. An anchor counts for its most probable class only;
 * overlapping boxes are suppressed.
 *
 * @param iouThreshold overlap ratio above which the weaker box is dropped, 0..1
 */
function anchorHead(classes: number, iouThreshold: number): YoloHead {
  return (output, { index, minConfidence }) => {
    const anchors = output.length / (4 + classes);
    const found: Detection[] = [];
    const row = (4 + index) * anchors;
    for (let anchor = 0; anchor < anchors; anchor++) {
      const confidence = output[row + anchor]!;
      if (confidence >= minConfidence && isTopClass(output, { anchor, anchors, classes, index })) {
        found.push({ box: boxOfAnchor(output, anchor, anchors), confidence });
      }
    }
    return suppressOverlaps(found, iouThreshold);
  };
}

/** Whether the class is the most probable one of the anchor; of equally probable classes the first is. */
function isTopClass(
  output: Float32Array,
  { anchor, anchors, classes, index }: Readonly<Record<'anchor' | 'anchors' | 'classes' | 'index', number>>,
): boolean {
  const confidence = output[(4 + index) * anchors + anchor]!;
  for (let other = 0; other < classes; other++) {
    const rival = output[(4 + other) * anchors + anchor]!;
    if (rival > confidence || (rival === confidence && other < index)) return false;
  }
  return true;
}

function boxOfAnchor(output: Float32Array, anchor: number, anchors: number) {
  const x = output[anchor]!;
  const y = output[anchors + anchor]!;
  const halfWidth = output[2 * anchors + anchor]! / 2;
  const halfHeight = output[3 * anchors + anchor]! / 2;
  return { x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight };
}

/**
 * Makes the head of networks that suppress overlaps themselves (YOLOv10 and later), float32 [rows, 6] per picture.
 *
 * @returns a head that throws {ModelPackError} for a class without a label in the manifest
 */
function endToEndHead(model: PackedModel): YoloHead {
  return (output, { index, minConfidence }) => {
    const found: Detection[] = [];
    for (let row = 0; row < output.length; row += valuesPerRow) {
      const [x1, y1, x2, y2, confidence, label] = output.subarray(row, row + valuesPerRow);
      if (confidence! < minConfidence) continue;
      checkLabel(model, label!);
      if (label === index)
        found.push({ box: { x1: x1!, y1: y1!, x2: x2!, y2: y2! }, confidence: confidence! });
    }
    return found.toSorted((a, b) => b.confidence - a.confidence);
  };
}

function checkLabel(model: PackedModel, label: number): void {
  if (label in model.labels) return;
  throw new ModelPackError(
    `${modelName(model)}: the network sees class ${label}, the manifest names ${model.labels.length} labels, from 0 on`,
  );
}
