import type { OnnxModel } from '@deepsentinel/onnx-writer';
import { randomNumbers } from './gpu/random-numbers.ts';
import { detectHead, type Grid } from './yolo-detect.ts';
import { type Features, YoloLayers } from './yolo-layers.ts';

/** Factors of the layers' depths and widths, and the most channels before the width is applied. */
const scales = {
  n: { depth: 1 / 3, width: 0.25, maxChannels: 1024 },
  s: { depth: 1 / 3, width: 0.5, maxChannels: 1024 },
  m: { depth: 2 / 3, width: 0.75, maxChannels: 768 },
  l: { depth: 1, width: 1, maxChannels: 512 },
  x: { depth: 1, width: 1.25, maxChannels: 512 },
} as const;
export type YoloScale = keyof typeof scales;

export function isYoloScale(text: string): text is YoloScale {
  return Object.hasOwn(scales, text);
}

const seed = 1;

/**
 * Makes YOLOv8 as Ultralytics exports it, layer by layer, with random weights, to measure speed. With 80 classes it has
 * as many parameters as the published ones, 3 151 904 (n) to 68 200 608 (x).
 *
 * In: `images` float32 [N, 3, size, size]. Out: `output0` float32 [N, 4 + classes, anchors].
 *
 * @param options.classes two unless given: person and face
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/cfg/models/v8/yolov8.yaml
 */
export function yoloGraph(
  scale: YoloScale,
  { classes = 2, size = 640 }: { readonly classes?: number; readonly size?: number } = {},
): OnnxModel {
  const layers = new YoloLayers(randomNumbers(seed));
  const grids = neck(layers, backbone(layers, scale), scale).map((features, index): Grid => {
    const stride = 8 << index;
    return { features, stride, columns: size / stride, rows: size / stride };
  });
  layers.graph.alias(detectHead(layers, grids, classes), 'output0');
  const anchors = grids.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
  return layers.graph.model(`yolov8${scale}`, {
    inputs: [{ name: 'images', type: 'float32', shape: ['N', 3, size, size] }],
    outputs: [{ name: 'output0', type: 'float32', shape: ['N', 4 + classes, anchors] }],
  });
}

/** Scales a number of channels and rounds it to a multiple of eight. */
function channelsOf(scale: YoloScale, channels: number): number {
  const { width, maxChannels } = scales[scale];
  return Math.ceil((Math.min(channels, maxChannels) * width) / 8) * 8;
}

function depthOf(scale: YoloScale, depth: number): number {
  return Math.max(1, Math.round(depth * scales[scale].depth));
}

/**
 * Adds the backbone.
 *
 * @returns features of cells of 8, 16 and 32 pixels
 */
function backbone(layers: YoloLayers, scale: YoloScale): readonly [Features, Features, Features] {
  const stage = (from: Features, channels: number, depth: number): Features => {
    const to = channelsOf(scale, channels);
    const shrunk = layers.conv(from, { to, kernel: 3, stride: 2 });
    return layers.c2f(shrunk, { to, depth: depthOf(scale, depth), shortcut: true });
  };
  const picture = { name: 'images', channels: 3 };
  const half = layers.conv(picture, { to: channelsOf(scale, 64), kernel: 3, stride: 2 });
  const eighth = stage(stage(half, 128, 3), 256, 6);
  const sixteenth = stage(eighth, 512, 6);
  return [eighth, sixteenth, layers.sppf(stage(sixteenth, 1024, 3))];
}

/** Adds the neck (PAN): features of large cells go down to the small ones, and back up. */
function neck(
  layers: YoloLayers,
  [eighth, sixteenth, last]: readonly [Features, Features, Features],
  scale: YoloScale,
): readonly Features[] {
  const merge = (channels: number, ...inputs: readonly Features[]) =>
    layers.c2f(layers.concat(...inputs), {
      to: channelsOf(scale, channels),
      depth: depthOf(scale, 3),
      shortcut: false,
    });
  const shrink = (from: Features) => layers.conv(from, { to: from.channels, kernel: 3, stride: 2 });
  const down = merge(512, layers.upsample(last), sixteenth);
  const small = merge(256, layers.upsample(down), eighth);
  const medium = merge(512, shrink(small), down);
  const large = merge(1024, shrink(medium), last);
  return [small, medium, large];
}
