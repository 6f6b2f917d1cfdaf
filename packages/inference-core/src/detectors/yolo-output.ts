import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { modelName, threshold } from '../onnx/model-entry.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { anchorHead } from './yolo-anchor-head.ts';
import { endToEndHead, valuesOfRow } from './yolo-end-to-end-head.ts';
import type { YoloHead } from './yolo-head.ts';

/**
 * The head that the output's shape tells: [N, rows, 6] is end to end, [N, 4 + classes, anchors] has an anchor for each
 * cell of the three grids.
 *
 * @throws {ModelPackError} it is neither, its classes are not the manifest's labels, or its anchors not the input's
 */
export function yoloHead(
  model: PackedModel,
  session: OnnxSession,
  input: { readonly width: number; readonly height: number },
): YoloHead {
  const tensor = onlyTensor(model, session, 'outputs');
  const sizes = tensorSizes(model, tensor, { type: 'float32', shape: ['N', 'rows', 'columns'] });
  if (sizes['columns'] === valuesOfRow) return endToEndHead(model);
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

/** Cells of 8, 16 and 32 pixels. An open number is left to the network. */
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
