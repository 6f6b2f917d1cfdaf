import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { addedToken } from './added-token.ts';
import { seededNumber } from './seeded-directions.ts';
import type { SyntheticModel } from './synthetic-model.ts';

const dimensions = 768;
const imageSize = 64;
const maxTokens = 64;

/** Colors as the networks see them, red, green and blue -1..1, and the words for them. */
const colors = [
  { words: ['red', '빨간'], rgb: [1, -1, -1] },
  { words: ['green', '초록'], rgb: [-1, 1, -1] },
  { words: ['blue', '파란'], rgb: [-1, -1, 1] },
  { words: ['yellow', '노란'], rgb: [1, 1, -1] },
  { words: ['pink', 'magenta', '분홍'], rgb: [1, -1, 1] },
  { words: ['turquoise', 'cyan', '청록'], rgb: [-1, 1, 1] },
] as const;
const otherWords = ['a', 'the', 'person', 'man', 'woman', 'in', 'wearing', 'jacket', 'shirt'];
/** Special tokens. Rows are filled with the end of text, as SigLIP's are; `<pad>` exists to be mistaken for it. */
const specialTokens = ['<pad>', '</s>', '<unk>'];
const pieces = [
  ...[...colors.flatMap(({ words }) => words), ...otherWords].map((word) => `▁${word}`),
  '▁',
  ...'abcdefghijklmnopqrstuvwxyz',
];

/**
 * Makes two networks with the tensors of SigLIP that know colors: a picture is the mean color of its colorful pixels, a
 * text that of its color words. "A person in red" is near pictures of red; swapped channels, another range, another
 * layout or another filling of rows lead elsewhere.
 */
export function siglipModel(): SyntheticModel {
  return {
    entry: {
      slot: 'imageText',
      family: 'siglip',
      labels: [],
      thresholds: {},
      constants: {},
      options: { name: 'synthetic-colors', resample: 'bicubic' },
    },
    networks: {
      image: { file: 'image-text/image.onnx', onnx: imageNetwork() },
      text: { file: 'image-text/text.onnx', onnx: textNetwork() },
    },
    assets: {
      tokenizer: { file: 'image-text/tokenizer.json', content: JSON.stringify(unigramTokenizer()) },
      tokenizerConfig: {
        file: 'image-text/tokenizer_config.json',
        content: JSON.stringify({ do_lower_case: true, pad_token: '</s>' }),
      },
    },
  };
}

/** Makes the network of pictures, which weighs each pixel by how far its channels are apart. */
function imageNetwork(): OnnxModel {
  const graph = new GraphBuilder();
  const overChannels = { axes: [1], keepdims: 1 };
  const strongest = graph.emit('ReduceMax', ['pixel_values'], overChannels);
  const weakest = graph.emit('ReduceMin', ['pixel_values'], overChannels);
  const colorfulness = graph.emit('Sub', [strongest, weakest]);
  const overPixels = graph.int64([2, 3]);
  const weighted = graph.emit('Mul', ['pixel_values', colorfulness]);
  const sum = graph.emit('ReduceSum', [weighted, overPixels], { keepdims: 0 });
  const total = graph.emit('ReduceSum', [colorfulness, overPixels], { keepdims: 0 });
  const color = graph.emit('Div', [sum, graph.emit('Add', [total, graph.float32(1e-3)])]);
  graph.alias(embedColor(graph, color), 'pooler_output');
  return graph.model('color of pictures', {
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch_size', 3, imageSize, imageSize] }],
    outputs: [{ name: 'pooler_output', type: 'float32', shape: ['batch_size', dimensions] }],
  });
}

/** Makes the network of texts. Each token has a color and a weight; the color of a text is the weighted mean. */
function textNetwork(): OnnxModel {
  const graph = new GraphBuilder();
  const tokens = graph.emit('Gather', [colorTable(graph), 'input_ids']);
  const sums = graph.emit('ReduceSum', [tokens, graph.int64([1])], { keepdims: 0 });
  const [sum, count] = graph.emitAll('Split', [sums, graph.int64([3, 1])], {
    outputs: 2,
    attributes: { axis: 1 },
  });
  const color = graph.emit('Div', [sum!, graph.emit('Max', [count!, graph.float32(1)])]);
  graph.alias(embedColor(graph, color), 'pooler_output');
  return graph.model('color of words', {
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch_size', maxTokens] }],
    outputs: [{ name: 'pooler_output', type: 'float32', shape: ['batch_size', dimensions] }],
  });
}

/**
 * Makes the table of tokens, float32 [tokens, 4]: red, green, blue and 1 for color words; gray that counts for wrong
 * padding.
 */
function colorTable(graph: GraphBuilder): string {
  const vocabulary = [...specialTokens, ...pieces];
  const rows = vocabulary.map((piece) => {
    if (piece === '<pad>') return [0, 0, 0, 1];
    const color = colors.find(({ words }) => words.some((word) => piece === `▁${word}`));
    return color ? [...color.rgb, 1] : [0, 0, 0, 0];
  });
  return graph.float32Tensor([vocabulary.length, 4], Float32Array.from(rows.flat()));
}

/**
 * Embeds a color, float32 [N, 3] to [N, 768]: a direction for each channel, and a small one that is left when there is
 * no color.
 */
function embedColor(graph: GraphBuilder, color: string): string {
  const table = new Float32Array(3 * dimensions);
  const common = new Float32Array(dimensions);
  for (let axis = 0; axis < dimensions; axis++) {
    const value = seededNumber(axis);
    if (axis % 4 === 3) common[axis] = 0.05 * value;
    else table[(axis % 4) * dimensions + axis] = value;
  }
  const directed = graph.emit('MatMul', [color, graph.float32Tensor([3, dimensions], table)]);
  return graph.emit('Add', [directed, graph.float32Tensor([1, dimensions], common)]);
}

/** Makes a `tokenizer.json` of SentencePiece's kind: pieces by their likelihood, with the end of the text marked. */
function unigramTokenizer(): object {
  const vocabulary = [
    ...specialTokens.map((token) => [token, 0]),
    ...pieces.map((piece) => [piece, piece.length > 2 ? -1 : -10]),
  ];
  return {
    version: '1.0',
    added_tokens: specialTokens.map((content, id) => addedToken(content, id)),
    normalizer: { type: 'Replace', pattern: { Regex: '[.,!?;:]' }, content: '' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
      pair: [],
      special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
    },
    decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: 2, vocab: vocabulary },
  };
}
