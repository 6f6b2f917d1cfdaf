import { readFile } from 'node:fs/promises';
import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { asset } from '../onnx/model-entry.ts';
import type { Tensor } from '../onnx/network.ts';

/** Turns texts into the token ids of a text model. */
export interface TextTokenizer {
  /** Id of the token that pads rows. */
  readonly padTokenId: number;
  /**
   * Tokenizes a text.
   *
   * @returns ids including the model's special tokens; a longer text is cut at the end
   */
  tokenize(text: string, maxTokens: number): number[];
}

const textsSchema = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(({ content }) => content),
]);
const configSchema = z.looseObject({ pad_token: textsSchema, do_lower_case: z.boolean().default(false) });

/**
 * Opens the tokenizer of a model from its assets `tokenizer` and `tokenizerConfig`, which are Hugging Face's
 * `tokenizer.json` and `tokenizer_config.json`.
 *
 * @throws {ModelPackError} an asset is missing or malformed
 */
export async function openTokenizer(model: PackedModel): Promise<TextTokenizer> {
  const path = asset(model, 'tokenizer');
  const configPath = asset(model, 'tokenizerConfig');
  const json = await readJson(path);
  const config = await readJson(configPath);
  const settings = configSchema.safeParse(config);
  if (!settings.success) {
    throw new ModelPackError(
      `${configPath}: no configuration of a tokenizer\n${z.prettifyError(settings.error)}`,
    );
  }
  const tokenizer = makeTokenizer(path, { json, config });
  const { pad_token: padToken, do_lower_case: lowerCase } = settings.data;
  const padTokenId = tokenizer.token_to_id(padToken);
  if (padTokenId === undefined) {
    throw new ModelPackError(
      `${path}: the tokenizer lacks "${padToken}", with which ${configPath} has rows filled`,
    );
  }
  const frame = specialTokens(tokenizer, path);
  return {
    padTokenId,
    tokenize: (text, maxTokens) => {
      const { ids } = tokenizer.encode(lowerCase ? text.toLowerCase() : text, { add_special_tokens: false });
      const room = maxTokens - frame.before.length - frame.after.length;
      return [...frame.before, ...ids.slice(0, room), ...frame.after];
    },
  };
}

async function readJson(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as object;
  } catch (cause) {
    throw new ModelPackError(`${path}: not the JSON of a tokenizer (${(cause as Error).message})`, { cause });
  }
}

function makeTokenizer(path: string, { json, config }: { json: object; config: object }): Tokenizer {
  try {
    return new Tokenizer(json, config);
  } catch (cause) {
    throw new ModelPackError(`${path}: no tokenizer that is known (${(cause as Error).message})`, { cause });
  }
}

/** Finds the special tokens around a text by tokenizing one, as the library does not expose them. */
function specialTokens(tokenizer: Tokenizer, path: string): { before: number[]; after: number[] } {
  const { ids: bare } = tokenizer.encode('a', { add_special_tokens: false });
  const { ids: framed } = tokenizer.encode('a');
  const start = framed.indexOf(bare[0]!);
  if (start === -1) throw new ModelPackError(`${path}: the tokenizer makes no token of "a"`);
  return { before: framed.slice(0, start), after: framed.slice(start + bare.length) };
}

/** Input tensors for rows of token ids, by the usual input names. */
export interface TokenTensors {
  /** int64 [height, width], token ids. */
  readonly input_ids: Tensor;
  /** int64 [height, width], 1 for tokens, 0 for padding. */
  readonly attention_mask: Tensor;
  /** int64 [height, width], all 0: each text is one segment. */
  readonly token_type_ids: Tensor;
}

/** Packs token ids into tensors of at least as many rows and columns; the rest is padded and masked. */
export function tokenTensors(
  rows: readonly (readonly number[])[],
  { height, width, padTokenId }: { height: number; width: number; padTokenId: number },
): TokenTensors {
  const ids = new BigInt64Array(height * width).fill(BigInt(padTokenId));
  const mask = new BigInt64Array(height * width);
  for (const [row, tokens] of rows.entries()) {
    for (const [column, token] of tokens.entries()) ids[row * width + column] = BigInt(token);
    mask.fill(1n, row * width, row * width + tokens.length);
  }
  const tensor = (data: BigInt64Array): Tensor => ({ type: 'int64', data, dims: [height, width] });
  return {
    input_ids: tensor(ids),
    attention_mask: tensor(mask),
    token_type_ids: tensor(new BigInt64Array(height * width)),
  };
}
