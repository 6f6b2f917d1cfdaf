import { addedToken } from './added-token.ts';

/** Tokens of the synthetic model beyond one for each byte: they mark turns and pictures. */
export const tokens = { endOfText: 256, turnStart: 257, turnEnd: 258, image: 259 } as const;
export const vocabularySize = 260;

const system = 'system\nYou are a helpful assistant.';
const lineBreak = 10;

/** Beginning of every prompt, up to its pictures. */
export const promptStart: readonly number[] = [
  ...[tokens.turnStart, ...Buffer.from(system), tokens.turnEnd, lineBreak],
  ...[tokens.turnStart, ...Buffer.from('user\n')],
];

const specialTokens = {
  '<|endoftext|>': tokens.endOfText,
  '<|im_start|>': tokens.turnStart,
  '<|im_end|>': tokens.turnEnd,
  '<image>': tokens.image,
};

/** Makes a `tokenizer.json` that splits texts into bytes, as the tokenizers of GPT-2 and Qwen2 do before they merge them. */
export function byteTokenizer(): object {
  return {
    version: '1.0',
    added_tokens: Object.entries(specialTokens).map(([content, id]) => addedToken(content, id)),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: { type: 'BPE', vocab: byteVocabulary(), merges: [] },
  };
}

/**
 * Maps each byte to its character: printable ones to themselves, the others to characters from U+0100 on.
 *
 * @see https://github.com/openai/gpt-2/blob/master/src/encoder.py `bytes_to_unicode`
 */
function byteVocabulary(): Record<string, number> {
  const vocabulary: Record<string, number> = {};
  let replaced = 0;
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    vocabulary[String.fromCodePoint(isPrintable ? byte : 256 + replaced++)] = byte;
  }
  return vocabulary;
}
