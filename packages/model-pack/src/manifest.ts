import { z } from 'zod';

/** What a model does in the pipeline. Only `detector` is required. */
export const modelSlots = ['detector', 'faces', 'attributes', 'pose', 'describer', 'embedder'] as const;
export type ModelSlot = (typeof modelSlots)[number];

const tensorSchema = z.object({
  name: z.string().min(1),
  type: z.enum(['float32', 'float16', 'uint8', 'int32', 'int64', 'bool']),
  /** A number is a fixed dimension, a string a symbolic one ("N" for the batch). */
  shape: z.array(z.union([z.number().int().positive(), z.string().min(1)])),
});
export type TensorContract = z.infer<typeof tensorSchema>;

const modelSchema = z.object({
  slot: z.enum(modelSlots),
  /** Names the code that knows the model's tensors, for instance `centernet`. */
  family: z.string().min(1),
  /** ONNX file, relative to the manifest; it may not leave the pack's directory. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'must be a relative path inside the pack'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensorSchema).min(1),
  outputs: z.array(tensorSchema).min(1),
  labels: z.array(z.string()).default([]),
  /** Confidences and overlap ratios of this model, 0..1, by name. */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).default({}),
  /** Numbers that the family's code needs and that training has fixed, by name, for instance the ages that outputs mean. */
  constants: z.record(z.string(), z.number()).optional(),
  licence: z.object({
    name: z.string().min(1),
    /** False when the licence forbids commercial use, "unclear" when the source does not state it. */
    commercialUse: z.union([z.boolean(), z.literal('unclear')]),
    note: z.string().optional(),
  }),
  /** Where the weights come from: package and version, or address. */
  source: z.string().min(1),
});
export type ModelEntry = z.infer<typeof modelSchema>;

/** `manifest.json` of a model pack. */
export const modelManifestSchema = z
  .object({
    formatVersion: z.literal(1),
    name: z.string().min(1),
    version: z.string().min(1),
    models: z.array(modelSchema).min(1),
  })
  .refine((manifest) => manifest.models.some((model) => model.slot === 'detector'), {
    message: 'a pack needs a model in the slot "detector"',
  })
  .refine((manifest) => new Set(manifest.models.map((model) => model.slot)).size === manifest.models.length, {
    message: 'a slot may be filled once only',
  });
export type ModelManifest = z.infer<typeof modelManifestSchema>;
