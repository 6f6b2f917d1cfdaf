import { convolutionOps } from './convolution-ops.ts';
import { elementwiseOps } from './elementwise-ops.ts';
import { indexOps } from './index-ops.ts';
import { matrixOps } from './matrix-ops.ts';
import type { OpConverter } from './op-context.ts';
import { pictureOps } from './picture-ops.ts';
import { shapeOps } from './shape-ops.ts';

/** Converters of TensorFlow operations, by name; constants and the input need none. */
export const opConverters: ReadonlyMap<string, OpConverter> = new Map(
  [convolutionOps, elementwiseOps, indexOps, matrixOps, pictureOps, shapeOps].flatMap((group) =>
    Object.entries(group),
  ),
);
