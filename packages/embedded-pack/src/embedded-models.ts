import type { ModelEntry } from '@deepsentinel/model-pack';
import type { ConversionOptions } from './convert/conversion-options.ts';

/** One model of the pack: its source, its conversion and its manifest entry. */
export interface EmbeddedModel {
  /** Base name of the graph model's two files in the npm package. */
  readonly source: string;
  /** Checksums of the two files, so that a changed package is noticed. */
  readonly sha256: { readonly json: string; readonly bin: string };
  readonly conversion: Omit<ConversionOptions, 'name'>;
  /** Convolution of which only the first output channels are kept. */
  readonly keepChannels?: { readonly convolution: string; readonly channels: number };
  /** File name in the pack. */
  readonly file: string;
  readonly manifest: Pick<ModelEntry, 'slot' | 'family' | 'labels' | 'thresholds'>;
  /** Authors of the weights: `generatedBy` in the source. */
  readonly origin: string;
}

/** The npm package that contains the graph models. */
export const sourcePackage = { name: '@vladmandic/human', version: '3.3.6', license: 'MIT' } as const;

/** Scaling that leaves the pixels at 0..255. */
const unscaled = { scale: 1, bias: 0 };

/** The models of the embedded pack. The detector's thresholds were measured on PETS09-S2L1. */
export const embeddedModels: readonly EmbeddedModel[] = [
  {
    source: 'centernet',
    sha256: {
      json: 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05',
      bin: '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef',
    },
    conversion: {
      outputs: { heatmap: 'tower_0/keypoints', ltrb: 'tower_0/wh' },
      dynamicBatch: true,
      uint8Input: unscaled,
    },
    // Channel 0 of COCO's 80 classes is the person; copying the others out would cost 5 MB a frame.
    keepChannels: { convolution: 'tower_0/CenternetHead/centernet_cls_output/BiasAdd', channels: 1 },
    file: 'person-detector.onnx',
    manifest: {
      slot: 'detector',
      family: 'centernet',
      labels: ['person'],
      thresholds: { confidence: 0.25, iou: 0.6, keep: 0.32, keepAlone: 0.55 },
    },
    origin: 'https://github.com/610265158/mobilenetv3_centernet',
  },
  {
    source: 'movenet-lightning',
    sha256: {
      json: 'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9',
      bin: 'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34',
    },
    // Its head unstacks the batch and looks joints up in picture 0. Four at once would gain 4 % on one thread.
    conversion: { outputs: { keypoints: 'Identity' }, dynamicBatch: false, uint8Input: unscaled },
    file: 'body-keypoints.onnx',
    manifest: {
      slot: 'pose',
      family: 'movenet',
      labels: [],
      thresholds: {},
    },
    origin: 'https://tfhub.dev/google/movenet/singlepose/lightning/4',
  },
  {
    source: 'blazeface',
    sha256: {
      json: 'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
      bin: 'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
    },
    conversion: {
      outputs: { score16: 'Identity', score32: 'Identity_1', reg16: 'Identity_2', reg32: 'Identity_3' },
      dynamicBatch: true,
      uint8Input: { scale: 1 / 127.5, bias: -1 },
    },
    file: 'face-detector.onnx',
    manifest: {
      slot: 'faces',
      family: 'blazeface',
      labels: ['face'],
      thresholds: { confidence: 0.5, iou: 0.3 },
    },
    origin: 'https://github.com/google/mediapipe',
  },
  {
    source: 'faceres',
    sha256: {
      json: '5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df',
      bin: '2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b',
    },
    conversion: {
      outputs: { age: 'age_pred/Softmax', male: 'gender_pred/Sigmoid', embedding: 'global_pooling/Mean' },
      dynamicBatch: true,
      uint8Input: unscaled,
    },
    file: 'face-attributes.onnx',
    manifest: {
      slot: 'attributes',
      family: 'faceres',
      labels: [],
      thresholds: {},
    },
    origin: 'https://github.com/HSE-asavchenko/HSE_FaceRec_tf',
  },
];

/** Slots that code fills, since npm has no networks for them. */
export const ruleModels: readonly ModelEntry[] = [
  { slot: 'describer', family: 'template', source: 'fixed sentences of inference-core' },
  { slot: 'embedder', family: 'hashing', source: 'signed feature hashing of inference-core' },
].map(({ slot, family, source }) => ({
  slot: slot as ModelEntry['slot'],
  family,
  networks: {},
  assets: {},
  labels: [],
  thresholds: {},
  constants: {},
  options: {},
  license: { name: 'none needed', commercialUse: true },
  source,
}));
