import { ModelPackError } from '@deepsentinel/model-pack';
import {
  env,
  LlavaQwen2ForCausalLM,
  LogLevel,
  PreTrainedTokenizer,
  PretrainedConfig,
  StoppingCriteria,
  Tensor,
} from '@huggingface/transformers';
import type { FastvlmNetworks } from './fastvlm-networks.ts';
import { paddedPixels } from './padded-pixels.ts';
import { transformersSession, visionSession } from './transformers-adapter.ts';

// All files come from the pack. Errors are thrown; the library's own log would print every tensor.
env.allowRemoteModels = false;
env.logLevel = LogLevel.NONE;

const imageMark = '<image>';
const turnEndMark = '<|im_end|>';

/** Limits of the length and the duration of an answer. */
export interface AnswerLimits {
  readonly maxAnswerTokens: number;
  /** Checked after each token: the answer is cut off there, milliseconds. */
  readonly timeLimitMs: number;
}

/**
 * Chat with a vision-language model about pictures, in single turns. Transformers.js generates with sessions of this
 * package.
 */
export class VlmChat {
  readonly #networks: FastvlmNetworks;
  readonly #limits: AnswerLimits;
  readonly #model: LlavaQwen2ForCausalLM;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #turnEnd: number;

  /** @throws {ModelPackError} the tokenizer lacks the tokens of pictures or turns, or has others than the model */
  constructor(networks: FastvlmNetworks, limits: AnswerLimits) {
    this.#networks = networks;
    this.#limits = limits;
    this.#tokenizer = new PreTrainedTokenizer(networks.tokenizer, networks.tokenizerConfig);
    this.#turnEnd = this.#markToken(turnEndMark);
    const [expected, actual] = [networks.config.image_token_index, this.#markToken(imageMark)];
    if (actual !== expected) {
      throw new ModelPackError(
        `${networks.name}: the tokenizer has ${actual} for ${imageMark}, but the model expects ${expected} (image_token_index); take both from the same export`,
      );
    }
    const sessions = {
      vision_encoder: visionSession(networks.visionEncoder),
      embed_tokens: transformersSession(networks.embedTokens),
      decoder_model_merged: transformersSession(networks.decoder),
    };
    this.#model = new LlavaQwen2ForCausalLM(new PretrainedConfig(networks.config), sessions, {});
  }

  /**
   * Answers a question about pictures by greedy generation.
   *
   * @param jpegs encoded pictures, shown before the question
   * @returns the raw answer, cut off where a limit is reached
   */
  async answer(question: string, jpegs: readonly Uint8Array[]): Promise<string> {
    const limit = new TimeLimit(this.#limits.timeLimitMs);
    const { side } = this.#networks;
    const pixels = await paddedPixels(jpegs, side);
    const prompt = this.#tokenizer(this.#prompt(question, jpegs.length), { add_special_tokens: false });
    const sequences = await this.#model.generate({
      ...prompt,
      pixel_values: new Tensor('float32', pixels, [jpegs.length, 3, side, side]),
      do_sample: false,
      max_new_tokens: this.#limits.maxAnswerTokens,
      eos_token_id: this.#turnEnd,
      stopping_criteria: limit,
    });
    const tokens = (sequences as Tensor).data.slice(prompt.input_ids.dims[1]) as BigInt64Array;
    return this.#tokenizer.decode([...tokens], { skip_special_tokens: true });
  }

  /**
   * Finds the token of a mark.
   *
   * @throws {ModelPackError} the tokenizer splits the mark
   */
  #markToken(mark: string): number {
    const [token, ...others] = this.#tokenizer.encode(mark, { add_special_tokens: false });
    if (token !== undefined && others.length === 0) return token;
    throw new ModelPackError(
      `${this.#networks.name}: expected a tokenizer that has one token for ${mark}, found ${others.length + 1}; take the tokenizer of the same export as the model`,
    );
  }

  #prompt(question: string, pictureCount: number): string {
    const pictures = imageMark.repeat(this.#networks.imageTokens * pictureCount);
    return `<|im_start|>system
You are a helpful assistant.<|im_end|>
<|im_start|>user
${pictures}${question}<|im_end|>
<|im_start|>assistant
`;
  }
}

/** Ends a generation after a time limit. */
class TimeLimit extends StoppingCriteria {
  readonly #endMs: number;

  constructor(limitMs: number) {
    super();
    this.#endMs = performance.now() + limitMs;
  }

  override _call(sequences: number[][]): boolean[] {
    return sequences.map(() => performance.now() >= this.#endMs);
  }
}
