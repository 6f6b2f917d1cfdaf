import { z } from 'zod';

/**
 * Tasks of models in the pipeline. Only `detector` is required; without the others, their stages are left out. `faces`
 * is for detectors that find none; `imageText` puts pictures and words into one space, to search by.
 */
export const modelSlots = [
  'detector',
  'faces',
  'attributes',
  'pose',
  'describer',
  'embedder',
  'imageText',
] as const;
export type ModelSlot = (typeof modelSlots)[number];

const tensorSchema = z.object({
  name: z.string().min(1),
  type: z.enum(['float32', 'float16', 'uint8', 'int32', 'int64', 'bool']),
  /** Dimensions: a number is fixed, a string symbolic ("N" for the batch). */
  shape: z.array(z.union([z.number().int().positive(), z.string().min(1)])),
});
export type TensorContract = z.infer<typeof tensorSchema>;

/** Schema of paths, relative to the manifest. */
const pathSchema = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'must be a relative path inside the pack');

const networkSchema = z.object({
  /** Path of the ONNX file. */
  file: pathSchema,
  inputs: z.array(tensorSchema).min(1),
  outputs: z.array(tensorSchema).min(1),
});
export type NetworkEntry = z.infer<typeof networkSchema>;

const modelSchema = z.object({
  slot: z.enum(modelSlots),
  /** Name of the code that knows the model's tensors, for instance `centernet`. */
  family: z.string().min(1),
  /** ONNX graphs by their role in the family: `model` where there is only one; none where code does it all. */
  networks: z.record(z.string().min(1), networkSchema).default({}),
  /** Other files by their role in the family, for instance `tokenizer`. */
  assets: z.record(z.string().min(1), pathSchema).default({}),
  labels: z.array(z.string()).default([]),
  /** Confidences and overlap ratios of this model, 0..1, by name. */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).default({}),
  /** Numbers that training has fixed and the family's code needs, by name, for instance the ages that outputs mean. */
  constants: z.record(z.string(), z.number()).default({}),
  /** Words that the family's code needs, by name, for instance how token vectors are pooled. */
  options: z.record(z.string(), z.string()).default({}),
  license: z.object({
    name: z.string().min(1),
    /** False when the license forbids commercial use, "unclear" when the source does not state it. */
    commercialUse: z.union([z.boolean(), z.literal('unclear')]),
    note: z.string().optional(),
  }),
  /** Origin of the weights: package and version, or address. */
  source: z.string().min(1),
});
export type ModelEntry = z.infer<typeof modelSchema>;

/** Lists the files of a model. */
export function filesOfModel({ networks, assets }: Pick<ModelEntry, 'networks' | 'assets'>): string[] {
  return [...Object.values(networks).map(({ file }) => file), ...Object.values(assets)];
}

/** Format of manifests that is supported. */
export const manifestFormat = 2;

/** Schema of a model pack's `manifest.json`. */
export const modelManifestSchema = z
  .object({
    formatVersion: z.literal(manifestFormat),
    name: z.string().min(1),
    version: z.string().min(1),
    /** sha256 of every file of the pack but the manifest, by path. */
    files: z.record(pathSchema, z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')),
    models: z.array(modelSchema).min(1),
  })
  .refine((manifest) => manifest.models.some((model) => model.slot === 'detector'), {
    message: 'a pack needs a model in the slot "detector"',
  })
  .refine((manifest) => new Set(manifest.models.map((model) => model.slot)).size === manifest.models.length, {
    message: 'a slot may be filled once only',
  })
  .superRefine(({ files, models }, context) => {
    const used = new Set(models.flatMap(filesOfModel));
    for (const path of used) {
      if (!(path in files)) {
        context.addIssue({ code: 'custom', path: ['files'], message: `lacks the sha256 of ${path}` });
      }
    }
    for (const path of Object.keys(files)) {
      if (!used.has(path)) {
        context.addIssue({ code: 'custom', path: ['files'], message: `${path} belongs to no model` });
      }
    }
  });
export type ModelManifest = z.infer<typeof modelManifestSchema>;
