/** Groups of words with the same meaning to the synthetic model. */
const meanings = [
  ['man', 'men', 'boy', 'guy', 'gentleman', 'male'],
  ['woman', 'women', 'girl', 'lady', 'female'],
  ['person', 'people', 'somebody', 'someone', 'individual', 'shopper', 'customer'],
  ['young', 'youthful'],
  ['older', 'old', 'elderly'],
  ['picks', 'pick', 'picking', 'takes', 'take', 'taking', 'grabs', 'grabbing', 'reaches'],
  ['shelf', 'shelves', 'rack', 'display'],
  ['something', 'item', 'items', 'product', 'goods', 'article'],
  ['steals', 'steal', 'stealing', 'theft', 'shoplifting', 'pays'],
  ['walks', 'walk', 'walking', 'strolls', 'goes', 'moves'],
  ['stands', 'stand', 'standing', 'waits', 'waiting'],
  ['sits', 'sit', 'sitting', 'seated'],
  ['collapses', 'collapse', 'collapsing', 'falls', 'fall', 'faints'],
  ['fights', 'fight', 'fighting', 'violent', 'hits', 'struggle'],
  ['anomaly', 'loiters', 'loitering', 'lingers', 'unusual'],
  ['comes', 'enters', 'enter', 'entered', 'arrives'],
  ['leaves', 'left', 'exit', 'exits', 'departs'],
  ['right'],
  ['camera'],
  ['floor', 'ground', 'down'],
  ['checkout', 'cashier', 'till'],
  ['minute', 'minutes', 'second', 'seconds'],
  ['red'],
  ['green'],
  ['blue'],
  ['남자'],
  ['여자'],
  ['선반'],
] as const;

/** Words of nearly every sentence, which have little weight. */
const smallWords = [
  'a',
  'an',
  'the',
  'of',
  'is',
  'in',
  'to',
  'for',
  'at',
  'from',
  'and',
  'about',
  'who',
  'it',
  'least',
];

/** A token of the synthetic model: its text, and the direction and weight of its vector. */
export interface VocabularyToken {
  readonly text: string;
  readonly meaning: number;
  readonly weight: number;
}

/** Weights of special tokens. Padding weighs most, so that it shows when it is taken for text. */
const specialWeights = { '[PAD]': 5, '[UNK]': 0.3, '[CLS]': 0.1, '[SEP]': 0.1 };

/**
 * Characters that other words are spelled with; syllables of Korean as the letters that BERT's normalizer takes them
 * apart into.
 */
const letters = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789',
  ...jamo(0x1100, 19),
  ...jamo(0x1161, 21),
  ...jamo(0x11a8, 27),
];
const signs = [...'.,!?\'"-:;()/&%'];

/** All tokens; the index is the id. */
export const sentenceVocabulary: readonly VocabularyToken[] = [
  ...Object.entries(specialWeights).map(([text, weight]) => ({ text, weight })),
  ...smallWords.map((text) => ({ text, weight: 0.1 })),
  ...signs.map((text) => ({ text, weight: 0.05 })),
  ...letters.flatMap((letter) => [letter, `##${letter}`].map((text) => ({ text, weight: 0.3 }))),
]
  .filter(({ text }, index, tokens) => tokens.findIndex((token) => token.text === text) === index)
  .map((token, index) => ({ ...token, meaning: meanings.length + index }))
  .concat(
    meanings.flatMap((words, meaning) =>
      words.map((word) => ({ text: word.normalize('NFD'), meaning, weight: 1 })),
    ),
  );

function jamo(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index));
}
