import { readFile } from 'node:fs/promises';
import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { z } from 'zod';
import { asset, countConstant, modelName } from '../onnx/model-entry.ts';
import type { NetworkLoader } from '../onnx/model-family.ts';
import type { Network } from '../onnx/network.ts';
import { type ExpectedTensor, namedTensor, type TensorSizes, tensorSizes } from '../onnx/tensor-contract.ts';

/** Networks and files of a FastVLM, checked to fit each other. */
export interface FastvlmNetworks extends FastvlmFiles {
  /** Name of the model in messages. */
  readonly name: string;
  /** pixel_values float32 [N, 3, side, side], RGB, 0..1 -> image_features float32 [N, imageTokens, hidden] */
  readonly visionEncoder: Network;
  /** input_ids int64 [N, L] -> inputs_embeds float32 [N, L, hidden] */
  readonly embedTokens: Network;
  /** inputs_embeds, attention_mask, position_ids, past_key_values.{i}.{key,value} -> logits, present.{i}.{key,value} */
  readonly decoder: Network;
  /** Side of the pictures, pixels. */
  readonly side: number;
  /** Number of tokens per picture. */
  readonly imageTokens: number;
}

/**
 * Loads the networks `visionEncoder`, `embedTokens` and `decoder`. The constants `imageSize` and `imageTokens` state
 * the side of the pictures and their number of tokens where the export leaves them free.
 *
 * @throws {ModelPackError} a tensor is not the one that Transformers.js feeds or reads, or a file is malformed
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

/**
 * Checks the decoder's outputs and cache: float32, or float16 on a GPU; on a processor float16 would be slow at best.
 */
function expectGeneration(
  model: PackedModel,
  decoder: Network,
  { layers, isCpu }: { readonly layers: number; readonly isCpu: boolean },
): void {
  const expectFloats = (tensor: NamedTensor, ...shape: ExpectedTensor['shape']) => {
    const isHalf = !isCpu && findTensor(tensor)?.type === 'float16';
    expectTensor(model, tensor, { type: isHalf ? 'float16' : 'float32', shape });
  };
  expectFloats(output(decoder, 'logits'), 'N', 'L', 'words');
  for (let layer = 0; layer < layers; layer++) {
    for (const cache of [`${layer}.key`, `${layer}.value`]) {
      expectFloats(input(decoder, `past_key_values.${cache}`), 'N', 'heads', 'past', 'head');
      expectFloats(output(decoder, `present.${cache}`), 'N', 'heads', 'total', 'head');
    }
  }
}

/** Input or output of a network, by name. */
interface NamedTensor {
  readonly session: Network;
  readonly direction: 'inputs' | 'outputs';
  readonly name: string;
}

const input = (session: Network, name: string): NamedTensor => ({ session, direction: 'inputs', name });
const output = (session: Network, name: string): NamedTensor => ({ session, direction: 'outputs', name });
const float32 = (...shape: ExpectedTensor['shape']): ExpectedTensor => ({ type: 'float32', shape });
const int64 = (...shape: ExpectedTensor['shape']): ExpectedTensor => ({ type: 'int64', shape });

const findTensor = ({ session, direction, name }: NamedTensor) => namedTensor(session, direction, name);

function expectTensor(model: PackedModel, tensor: NamedTensor, expected: ExpectedTensor): TensorSizes {
  const found = findTensor(tensor);
  if (found) return tensorSizes(model, found, expected);
  const names = tensor.session[tensor.direction].map(({ name }) => name).join(', ');
  throw new ModelPackError(
    `${modelName(model)}: expected "${tensor.name}" among the ${tensor.direction}, found ${names}`,
  );
}

/** Fields of `config.json` that are used here; Transformers.js reads the rest. */
const configSchema = z.looseObject({
  model_type: z.literal('llava_qwen2'),
  num_hidden_layers: z.int().positive(),
  image_token_index: z.int().nonnegative(),
});
/** Fields that every `tokenizer.json` has. */
const tokenizerSchema = z.looseObject({ model: z.looseObject({}) });
/** Fields that every `tokenizer_config.json` has. */
const tokenizerConfigSchema = z.looseObject({ tokenizer_class: z.string() });

/** Files of a FastVLM beside its networks. */
interface FastvlmFiles {
  /** Content of `config.json`. */
  readonly config: z.infer<typeof configSchema>;
  /** Content of `tokenizer.json`. */
  readonly tokenizer: object;
  /** Content of `tokenizer_config.json`. */
  readonly tokenizerConfig: object;
}

/**
 * Reads the assets `config`, `tokenizer` and `tokenizerConfig`.
 *
 * @throws {ModelPackError} one is missing or malformed
 */
async function readFastvlmFiles(model: PackedModel): Promise<FastvlmFiles> {
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

/**
 * Parses JSON.
 *
 * @throws {ModelPackError} it is not JSON
 */
function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelPackError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
}
