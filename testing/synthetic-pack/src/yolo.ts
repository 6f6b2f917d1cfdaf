import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import type { SyntheticModel } from './synthetic-model.ts';
import { anchorOutput, anchorsOf } from './yolo-anchor-output.ts';
import { colorMask, halve, type YoloColor } from './yolo-colors.ts';
import { endToEndOutput, rowsOfOutput } from './yolo-end-to-end-output.ts';

/** Shape and head of an exported network with YOLO's tensors. */
export interface YoloShape {
  /** `anchors`: float32 [N, 4 + classes, anchors], as YOLOv8 has it; `end-to-end`: float32 [N, 300, 6]. */
  readonly head: 'anchors' | 'end-to-end';
  /** Height of the input, pixels; like the width, a multiple of 32. */
  readonly height: number;
  readonly width: number;
  /** Number of pictures, or `N` for any. */
  readonly batch: 'N' | number;
  /** Labels of the classes; `person` is found by red, `face` by yellow, others never. */
  readonly labels: readonly string[];
  /** Whether the file leaves the input's size open and the manifest has to state it. */
  readonly openSize: boolean;
}

/** Shape of the detector that MiVOLO's authors export. */
export const personAndFace: YoloShape = {
  head: 'anchors',
  height: 640,
  width: 640,
  batch: 'N',
  labels: ['person', 'face'],
  openSize: false,
};

const colors: Readonly<Record<string, YoloColor>> = { person: 'red', face: 'yellow' };

/**
 * Makes a model with YOLO's tensors that finds rectangles: saturated red ones are persons, saturated yellow ones faces,
 * with more confidence the more saturated. Rectangles of one color must not share a column of the picture. With red and
 * blue swapped, another range than 0..1, or rows and columns swapped it finds nothing, or finds it elsewhere.
 */
export function yoloModel(shape: YoloShape = personAndFace): SyntheticModel {
  const { head, height, width, labels, openSize } = shape;
  return {
    entry: {
      slot: 'detector',
      family: 'yolo',
      labels: [...labels],
      thresholds: { confidence: 0.4, ...(head === 'anchors' && { iou: 0.7 }) },
      constants: openSize ? { inputHeight: height, inputWidth: width } : {},
      options: {},
    },
    networks: { model: { file: 'yolo.onnx', onnx: network(shape) } },
    assets: {},
  };
}

function network({ head, height, width, batch, labels, openSize }: YoloShape): OnnxModel {
  const graph = new GraphBuilder();
  const channels = halve(graph, 'images');
  const masks = labels.map((label) => {
    const color = colors[label];
    return color ? colorMask(graph, channels, color) : null;
  });
  const size = { height: height / 2, width: width / 2 };
  const output = { anchors: anchorOutput, 'end-to-end': endToEndOutput }[head](graph, masks, size);
  graph.alias(openSize && head === 'anchors' ? asManyAsCells(graph, output) : output, 'output0');
  const rest = {
    anchors: [4 + labels.length, openSize ? 'anchors' : anchorsOf({ height, width })],
    'end-to-end': [rowsOfOutput, 6],
  }[head];
  return graph.model('yolo-synthetic', {
    inputs: [
      {
        name: 'images',
        type: 'float32',
        shape: [batch, 3, ...(openSize ? ['height', 'width'] : [height, width])],
      },
    ],
    outputs: [{ name: 'output0', type: 'float32', shape: [batch, ...rest] }],
  });
}

/** Leaves the number of anchors to the size of the picture, which the file does not state. */
function asManyAsCells(graph: GraphBuilder, output: string): string {
  const size = graph.emit('Shape', ['images'], { start: 2 });
  const pixels = graph.emit('ReduceProd', [size], { axes: [0], keepdims: 1 });
  const anchors = graph.emit('Div', [graph.emit('Mul', [pixels, graph.int64([21])]), graph.int64([1024])]);
  return graph.emit('Slice', [output, graph.int64([0]), anchors, graph.int64([2])]);
}
