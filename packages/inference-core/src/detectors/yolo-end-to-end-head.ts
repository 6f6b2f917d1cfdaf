import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import type { Detection } from '../detection.ts';
import { modelName } from '../onnx/model-entry.ts';
import type { YoloHead } from './yolo-head.ts';

/** x1, y1, x2, y2 in input pixels, confidence, class. */
export const valuesOfRow = 6;

/**
 * The head of networks that suppress overlaps themselves (YOLOv10 and later), float32 [rows, 6] for each picture.
 *
 * @returns a head that throws {ModelPackError} for a class that the manifest has no label for
 */
export function endToEndHead(model: PackedModel): YoloHead {
  return (output, { index, minConfidence }) => {
    const found: Detection[] = [];
    for (let row = 0; row < output.length; row += valuesOfRow) {
      const [x1, y1, x2, y2, confidence, label] = output.subarray(row, row + valuesOfRow);
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
