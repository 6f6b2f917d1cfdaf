import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { boxArea, clipBox } from '../box.ts';
import type { Detection } from '../detection.ts';
import { modelName, threshold } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { fitLetterbox, type LetterboxGeometry, toFrame } from '../preprocess/letterbox-geometry.ts';
import type { PersonDetector, PreparedFrame } from './detector.ts';
import type { SoughtClass } from './yolo-head.ts';
import { yoloInput } from './yolo-input.ts';
import { yoloHead } from './yolo-output.ts';

/**
 * YOLOv8 and later, with persons and, where the labels have them, faces.
 *
 * In: float32 [N, 3, H, W], RGB, 0..1, letterboxed on gray. Out: float32 [N, 4 + classes, anchors] or, end to end,
 * float32 [N, rows, 6]. Thresholds: `confidence` and, for the former, `iou`. Labels: one for each class, `person` among
 * them.
 *
 * @see https://docs.ultralytics.com/modes/export
 */
export const yoloDetector: ModelFamily<PersonDetector<LetterboxGeometry>> = async (model, loader) => {
  const session = await loader.open('model');
  const input = yoloInput(model, session);
  const head = yoloHead(model, session, input);
  const confidence = threshold(model, 'confidence');
  const person = classOf(model, 'person');
  const face = model.labels.indexOf('face');
  return {
    findsFaces: face !== -1,
    maxBatch: input.batch ?? Number.POSITIVE_INFINITY,
    prepare: async (frame) => ({ frame, input: fitLetterbox(frame, input) }),

    async detect(batch, minConfidence = confidence) {
      if (batch.length === 0) return [];
      const output = await input.run(batch);
      const size = output.length / (input.batch ?? batch.length);
      return batch.map((prepared, index) => {
        const picture = output.subarray(index * size, (index + 1) * size);
        const find = (sought: SoughtClass) => insideFrame(head(picture, sought), prepared);
        return {
          persons: find({ index: person, minConfidence }),
          faces: face === -1 ? null : find({ index: face, minConfidence: confidence }),
        };
      });
    },
  };
};

function classOf(model: PackedModel, label: string): number {
  const index = model.labels.indexOf(label);
  if (index !== -1) return index;
  throw new ModelPackError(
    `${modelName(model)}: expected a label "${label}", the manifest names ${model.labels.join(', ') || 'none'}`,
  );
}

/** Boxes in source-frame pixels; those that lie in the padding are left out. */
function insideFrame(
  found: readonly Detection[],
  { frame, input }: PreparedFrame<LetterboxGeometry>,
): Detection[] {
  return found
    .map(({ box, confidence }) => ({ box: clipBox(toFrame(box, input), frame), confidence }))
    .filter(({ box }) => boxArea(box) > 0);
}
