import type { Detection } from '../detection.ts';
import { suppressOverlaps } from '../nms.ts';
import type { YoloHead } from './yolo-head.ts';

/**
 * The head of YOLOv8 and its successors, float32 [4 + classes, anchors] for each picture: center x and y, width and
 * height in input pixels, then the classes' probabilities. An anchor shows the class that it is surest of; of
 * overlapping boxes of a class the surest stays.
 *
 * @param iouThreshold overlap ratio above which the weaker box is dropped, 0..1
 */
export function anchorHead(classes: number, iouThreshold: number): YoloHead {
  return (output, { index, minConfidence }) => {
    const anchors = output.length / (4 + classes);
    const found: Detection[] = [];
    const row = (4 + index) * anchors;
    for (let anchor = 0; anchor < anchors; anchor++) {
      const confidence = output[row + anchor]!;
      if (confidence >= minConfidence && isSurest(output, { anchor, anchors, classes, index })) {
        found.push({ box: boxOfAnchor(output, anchor, anchors), confidence });
      }
    }
    return suppressOverlaps(found, iouThreshold);
  };
}

/** Of equally sure classes the first. */
function isSurest(
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
