import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { countConstant, modelName, asset } from '../onnx/model-entry.ts';
import type { NetworkLoader } from '../onnx/model-family.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { type ExpectedTensor, namedTensor, type TensorSizes, tensorSizes } from '../onnx/tensor-contract.ts';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The networks of a FastVLM, which are known to fit each other. */
export interface FastvlmNetworks extends FastvlmFiles {
  /** How messages name the model. */
  readonly name: string;
  /** pixel_values float32 [N, 3, side, side], RGB, 0..1 -> image_features float32 [N, imageTokens, hidden] */
  readonly visionEncoder: OnnxSession;
  /** input_ids int64 [N, L] -> inputs_embeds float32 [N, L, hidden] */
  readonly embedTokens: OnnxSession;
  /** inputs_embeds, attention_mask, position_ids, past_key_values.{i}.{key,value} -> logits, present.{i}.{key,value} */
  readonly decoder: OnnxSession;
  /** Of the pictures, pixels. */
  readonly side: number;
  /** Tokens that a picture becomes. */
  readonly imageTokens: number;
}

/**
 * Loads the parts `visionEncoder`, `embedTokens` and `decoder`. Where an export leaves the size of the pictures or their
 * number of tokens open, the manifest's constants `imageSize` and `imageTokens` say it.
 *
 * @throws {ModelPackError} a tensor is not what Transformers.js feeds or reads, or a file is not what it should be
 */
export async function openFastvlm(model: PackedModel, loader: NetworkLoader): Promise<FastvlmNetworks> {
  const files = await readFastvlmFiles(model);
  const visionEncoder = await loader.open('visionEncoder');
  const pixels = expectTensor(model, input(visionEncoder, 'pixel_values'), float32('N', 3, 'side', 'side'));
  const features = expectTensor(
    model,
    output(visionEncoder, 'image_features'),
    float32('N', 'tokens', 'hidden'),
  );
  const embeddings = float32('N', 'L', features.hidden ?? 'hidden');
  const embedTokens = await loader.open('embedTokens');
  expectTensor(model, input(embedTokens, 'input_ids'), int64('N', 'L'));
  expectTensor(model, output(embedTokens, 'inputs_embeds'), embeddings);
  const decoder = await loader.open('decoder');
  expectTensor(model, input(decoder, 'inputs_embeds'), embeddings);
  expectTensor(model, input(decoder, 'attention_mask'), int64('N', 'total'));
  const isCpu = loader.settings.device === 'cpu';
  expectGeneration(model, decoder, { layers: files.config.num_hidden_layers, isCpu });
  const side = pixels.side ?? countConstant(model, 'imageSize');
  const imageTokens = features.tokens ?? countConstant(model, 'imageTokens');
  return { ...files, name: modelName(model), visionEncoder, embedTokens, decoder, side, imageTokens };
}

/** Numbers of 16 bits are for GPUs: on a processor, where they run at all, they are slow. */
function expectGeneration(
  model: PackedModel,
  decoder: OnnxSession,
  { layers, isCpu }: { readonly layers: number; readonly isCpu: boolean },
): void {
  const expectFloats = (place: Place, ...shape: ExpectedTensor['shape']) => {
    const isHalf = !isCpu && tensorAt(place)?.type === 'float16';
    expectTensor(model, place, { type: isHalf ? 'float16' : 'float32', shape });
  };
  expectFloats(output(decoder, 'logits'), 'N', 'L', 'words');
  for (let layer = 0; layer < layers; layer++) {
    for (const part of [`${layer}.key`, `${layer}.value`]) {
      expectFloats(input(decoder, `past_key_values.${part}`), 'N', 'heads', 'past', 'head');
      expectFloats(output(decoder, `present.${part}`), 'N', 'heads', 'total', 'head');
    }
  }
}

/** Where a tensor should be. */
interface Place {
  readonly session: OnnxSession;
  readonly direction: 'inputs' | 'outputs';
  readonly name: string;
}

const input = (session: OnnxSession, name: string): Place => ({ session, direction: 'inputs', name });
const output = (session: OnnxSession, name: string): Place => ({ session, direction: 'outputs', name });
const float32 = (...shape: ExpectedTensor['shape']): ExpectedTensor => ({ type: 'float32', shape });
const int64 = (...shape: ExpectedTensor['shape']): ExpectedTensor => ({ type: 'int64', shape });

const tensorAt = ({ session, direction, name }: Place) => namedTensor(session, direction, name);

function expectTensor(model: PackedModel, place: Place, expected: ExpectedTensor): TensorSizes {
  const found = tensorAt(place);
  if (found) return tensorSizes(model, found, expected);
  const names = place.session[place.direction].map(({ name }) => name).join(', ');
  throw new ModelPackError(
    `${modelName(model)}: expected "${place.name}" among the ${place.direction}, found ${names}`,
  );
}

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
