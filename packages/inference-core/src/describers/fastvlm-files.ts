import { readFile } from 'node:fs/promises';
import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { z } from 'zod';
import { asset } from '../onnx/model-entry.ts';

/** What of `config.json` matters here; Transformers.js reads the rest. */
const configSchema = z.looseObject({
  model_type: z.literal('llava_qwen2'),
  num_hidden_layers: z.int().positive(),
  image_token_index: z.int().nonnegative(),
});
/** As much of the tokenizer's files as every one of its kind has. */
const tokenizerSchema = z.looseObject({ model: z.looseObject({}) });
const tokenizerConfigSchema = z.looseObject({ tokenizer_class: z.string() });

/** The files beside the networks, under the names that the model's authors gave them. */
export interface FastvlmFiles {
  /** `config.json` */
  readonly config: z.infer<typeof configSchema>;
  /** `tokenizer.json` */
  readonly tokenizer: object;
  /** `tokenizer_config.json` */
  readonly tokenizerConfig: object;
}

/** @throws {ModelPackError} the manifest lacks the asset `config`, `tokenizer` or `tokenizerConfig`, or it is another thing */
export async function readFastvlmFiles(model: PackedModel): Promise<FastvlmFiles> {
  return {
    config: await readAsset(model, 'config', configSchema),
    tokenizer: await readAsset(model, 'tokenizer', tokenizerSchema),
    tokenizerConfig: await readAsset(model, 'tokenizerConfig', tokenizerConfigSchema),
  };
}

async function readAsset<Schema extends z.ZodType>(
  model: PackedModel,
  name: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const path = asset(model, name);
  const parsed = schema.safeParse(jsonOf(path, await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new ModelPackError(`${path}: not the ${name} of a FastVLM\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/** @throws {ModelPackError} it is no JSON */
function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelPackError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
}
