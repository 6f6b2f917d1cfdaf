import type { Columns } from './fastvlm-cache.ts';
import type { Terms } from './fastvlm-terms.ts';
import { tokens } from './fastvlm-tokens.ts';

/** Beginnings of the answer up to the type, when the pictures are not red and when they are; `#` is a digit. */
const beginnings = [
  '{"happened": false, "confidence": 0.#, "sentence": "Nobody in red is there.", "type": "none',
  '{"happened": true, "confidence": 0.#, "sentence": "A person in red is there.", "type": "',
];
const ending = [...Buffer.from('"}'), tokens.turnEnd];
const unreadable = '?'.charCodeAt(0);
const quote = '"'.charCodeAt(0);
const digitMark = '#'.charCodeAt(0);
const turnPrefix = 'assistant\n'.length;
/** Share of the light by which red must outweigh green. */
const leastRedness = 0.15;
/** A number greater than any position. */
const far = 1_000_000;

/**
 * Computes the next token of an answer that tells how red the pictures are and repeats the first word that the question
 * has in quotes. When the input is not sound, the answer is a question mark and the end.
 *
 * @param isSound bool [1]
 * @returns float32 [1]
 */
export function nextToken({ terms, columns, isSound }: Evidence): string {
  const { position, token } = columns;
  const turnStart = terms.greatest(
    terms.times(position, terms.asNumber(terms.equal(token, tokens.turnStart))),
  );
  const step = terms.minus(terms.minus(terms.last(position), turnStart), turnPrefix);
  const answer = answerAt({
    terms,
    columns,
    turnStart,
    steps: terms.joined(step, terms.minus(step, 1)),
  });
  const said = terms.last(token);
  const expected = terms.last(answer);
  const goesOn = terms.either(terms.equal(step, 0), terms.equal(said, expected));
  const refusal = terms.where(terms.equal(said, unreadable), tokens.turnEnd, unreadable);
  return terms.where(terms.both(isSound, goesOn), terms.first(answer), refusal);
}

interface Evidence {
  readonly terms: Terms;
  readonly columns: Columns;
  readonly isSound: string;
}

interface Steps extends Omit<Evidence, 'isSound'> {
  /** Position at which the assistant's turn begins. */
  readonly turnStart: string;
  /** Numbers of answer tokens before the ones to compute. */
  readonly steps: string;
}

/** Computes the tokens of the answer at some steps. */
function answerAt({ terms, columns, turnStart, steps }: Steps): string {
  const redness = pictureRedness(terms, columns);
  const isRed = terms.asNumber(terms.less(leastRedness, redness));
  const word = quotedWord(terms, columns, turnStart);
  const length = terms.at(terms.list(beginnings.map(({ length }) => length)), isRed);
  const repeated = terms.times(word.length, isRed);
  const left = terms.minus(steps, length);
  const lastIndex = terms.minus(terms.length(columns.token), 1);
  return terms.where(
    terms.less(left, 0),
    beginningAt({ terms, steps, isRed, redness }),
    terms.where(
      terms.less(left, repeated),
      terms.at(columns.token, terms.clip(terms.plus(word.start, left), 0, lastIndex)),
      terms.at(terms.list(ending), terms.clip(terms.minus(left, repeated), 0, ending.length - 1)),
    ),
  );
}

interface Beginning {
  readonly terms: Terms;
  readonly steps: string;
  readonly isRed: string;
  readonly redness: string;
}

function beginningAt({ terms, steps, isRed, redness }: Beginning): string {
  const longest = Math.max(...beginnings.map(({ length }) => length));
  const table = terms.list(beginnings.flatMap((text) => [...Buffer.from(text.padEnd(longest))]));
  const index = terms.clip(steps, 0, longest - 1);
  const letter = terms.at(table, terms.plus(terms.times(isRed, longest), index));
  const size = terms.clip(terms.greatest(terms.joined(redness, terms.minus(0, redness))), 0, 0.99);
  const digit = terms.plus(terms.floor(terms.times(size, 10)), '0'.charCodeAt(0));
  return terms.where(terms.equal(letter, digitMark), digit, letter);
}

/** Computes how far red outweighs green in all pictures, -1..1; black pixels do not count. */
function pictureRedness(terms: Terms, { red, green, blue }: Columns): string {
  const [reds, greens, blues] = [red, green, blue].map((color) => terms.sum(color)) as [
    string,
    string,
    string,
  ];
  const light = terms.plus(terms.plus(reds, greens), terms.plus(blues, 1e-6));
  return terms.over(terms.minus(reds, greens), light);
}

function quotedWord(terms: Terms, { position, token }: Columns, turnStart: string) {
  const isQuote = terms.both(terms.equal(token, quote), terms.less(position, turnStart));
  const first = terms.least(terms.where(isQuote, position, far));
  const isLater = terms.both(isQuote, terms.less(first, position));
  const second = terms.least(terms.where(isLater, position, far));
  const start = terms.plus(first, 1);
  return { start, length: terms.minus(second, start) };
}
