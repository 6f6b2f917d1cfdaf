import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { addedToken } from './added-token.ts';
import { seededDirection } from './seeded-directions.ts';
import { sentenceVocabulary } from './sentence-vocabulary.ts';
import type { SyntheticModel } from './synthetic-model.ts';

const dimensions = 384;
const maxTokens = 64;
const tokens = ['batch_size', 'sequence_length'] as const;

/**
 * Makes a sentence embedder with the tensors of MiniLM and bge. The vector of a token is that of its meaning; the state
 * of a token is half its vector and half the mean of the whole text. Texts with the same words or meanings get similar
 * vectors, pooled by `mean` and by `cls`. Counting padding, a wrong segment id or mixed-up rows give another vector.
 */
export function sentenceEmbeddingModel(pooling: 'mean' | 'cls' = 'mean'): SyntheticModel {
  return {
    entry: {
      slot: 'embedder',
      family: 'sentence-embedding',
      labels: [],
      thresholds: {},
      constants: { maxTokens },
      options: { name: `synthetic-sentences-${pooling}`, pooling },
    },
    networks: { model: { file: 'embedder/sentences.onnx', onnx: sentenceNetwork() } },
    assets: {
      tokenizer: { file: 'embedder/tokenizer.json', content: JSON.stringify(wordPieceTokenizer()) },
      tokenizerConfig: {
        file: 'embedder/tokenizer_config.json',
        content: JSON.stringify({ do_lower_case: true, pad_token: '[PAD]' }),
      },
    },
  };
}

function sentenceNetwork(): OnnxModel {
  const graph = new GraphBuilder();
  const words = graph.emit('Gather', [tokenTable(graph), 'input_ids']);
  const segments = graph.emit('Gather', [segmentTable(graph), 'token_type_ids']);
  const vectors = graph.emit('Add', [words, segments]);
  const mask = graph.emit('Cast', ['attention_mask'], { to: 1 });
  const weights = graph.emit('Unsqueeze', [mask, graph.int64([2])]);
  const sum = graph.emit('ReduceSum', [graph.emit('Mul', [vectors, weights]), graph.int64([1])], {
    keepdims: 1,
  });
  const count = graph.emit('ReduceSum', [weights, graph.int64([1])], { keepdims: 1 });
  const mean = graph.emit('Div', [sum, count]);
  graph.alias(
    graph.emit('Add', [graph.emit('Mul', [vectors, graph.float32(0.5)]), mean]),
    'last_hidden_state',
  );
  return graph.model('sentences', {
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({
      name,
      type: 'int64',
      shape: tokens,
    })),
    outputs: [{ name: 'last_hidden_state', type: 'float32', shape: [...tokens, dimensions] }],
  });
}

function tokenTable(graph: GraphBuilder): string {
  const table = new Float32Array(sentenceVocabulary.length * dimensions);
  for (const [token, { meaning, weight }] of sentenceVocabulary.entries()) {
    table.set(
      seededDirection(meaning, dimensions).map((value) => weight * value),
      token * dimensions,
    );
  }
  return graph.float32Tensor([sentenceVocabulary.length, dimensions], table);
}

/** Makes the table of segments: zeros for the first segment of a text, another vector for the second. */
function segmentTable(graph: GraphBuilder): string {
  const table = new Float32Array(2 * dimensions);
  table.set(seededDirection(1_000_000, dimensions), dimensions);
  return graph.float32Tensor([2, dimensions], table);
}

/** Makes a `tokenizer.json` of BERT's kind: lower case, accents removed, words cut into pieces. */
function wordPieceTokenizer(): object {
  const vocab = Object.fromEntries(sentenceVocabulary.map(({ text }, id) => [text, id]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: '1.0',
    added_tokens: special.map((content) => addedToken(content, vocab[content]!)),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, mark('[SEP]')],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
