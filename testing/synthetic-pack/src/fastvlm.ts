import { headSize, heads, layers } from './fastvlm-cache.ts';
import { decoder } from './fastvlm-decoder.ts';
import { embedTokens, hiddenSize, visionEncoder } from './fastvlm-embeddings.ts';
import { byteTokenizer, tokens, vocabularySize } from './fastvlm-tokens.ts';
import type { SyntheticModel } from './synthetic-model.ts';

/**
 * A vision-language model that confirms the event of the question when the pictures are red, and denies it when they
 * are not. It answers `?` when a token, a patch of a picture or an entry of the cache is out of position.
 */
export function fastvlmModel(): SyntheticModel {
  return {
    entry: {
      slot: 'describer',
      family: 'fastvlm',
      labels: [],
      thresholds: {},
      constants: { maxPictures: 4, maxAnswerTokens: 120, timeLimitSeconds: 60 },
      options: {},
    },
    networks: {
      visionEncoder: { file: 'fastvlm/onnx/vision_encoder.onnx', onnx: visionEncoder() },
      embedTokens: { file: 'fastvlm/onnx/embed_tokens.onnx', onnx: embedTokens() },
      decoder: { file: 'fastvlm/onnx/decoder_model_merged.onnx', onnx: decoder() },
    },
    assets: {
      config: { file: 'fastvlm/config.json', content: JSON.stringify(config) },
      tokenizer: { file: 'fastvlm/tokenizer.json', content: JSON.stringify(byteTokenizer()) },
      tokenizerConfig: { file: 'fastvlm/tokenizer_config.json', content: JSON.stringify(tokenizerConfig) },
    },
  };
}

const config = {
  architectures: ['LlavaQwen2ForCausalLM'],
  model_type: 'llava_qwen2',
  image_token_index: tokens.image,
  eos_token_id: tokens.turnEnd,
  pad_token_id: tokens.endOfText,
  vocab_size: vocabularySize,
  hidden_size: hiddenSize,
  num_hidden_layers: layers,
  num_attention_heads: 2 * heads,
  num_key_value_heads: heads,
  head_dim: headSize,
};

const tokenizerConfig = {
  tokenizer_class: 'Qwen2Tokenizer',
  add_prefix_space: false,
  clean_up_tokenization_spaces: false,
  eos_token: '<|im_end|>',
  pad_token: '<|endoftext|>',
  unk_token: null,
};
