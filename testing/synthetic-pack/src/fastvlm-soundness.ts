import type { Columns } from './fastvlm-cache.ts';
import type { Terms } from './fastvlm-terms.ts';
import { promptStart, tokens } from './fastvlm-tokens.ts';

/** Number of turns of a prompt: the system's, the user's and the assistant's. */
const turns = 3;

/**
 * Whether the decoder's input is complete: every token once, in order, all in its mask, the prompt as the model knows
 * it, and the patches of the pictures, with colors 0..1, at their indices in the user's turn.
 *
 * @param attended number of tokens in the attention mask
 * @returns bool [1]
 */
export function isSound(terms: Terms, columns: Columns, attended: string): string {
  const { isImage, isText, position } = columns;
  const present = terms.plus(isImage, isText);
  return [
    terms.everywhere(terms.equal(present, 1)),
    terms.everywhere(terms.equal(position, terms.minus(terms.runningSum(present), 1))),
    terms.equal(attended, terms.sum(present)),
    terms.isSet(terms.sum(isImage)),
    promptIsKnown(terms, columns),
    terms.everywhere(colorIsInRange(terms, columns)),
    terms.everywhere(patchIsInPlace(terms, columns)),
  ].reduce(terms.both);
}

function promptIsKnown(terms: Terms, { token }: Columns): string {
  const turnStarts = terms.sum(terms.asNumber(terms.equal(token, tokens.turnStart)));
  const indices = terms.list(promptStart.map((_, index) => index));
  const begun = terms.at(token, terms.clip(indices, 0, terms.minus(terms.length(token), 1)));
  const begins = terms.everywhere(terms.equal(begun, terms.list(promptStart)));
  return terms.both(begins, terms.equal(turnStarts, turns));
}

/** Whether colors are 0..1, apart from the rounding of averages. */
function colorIsInRange(terms: Terms, { red, green, blue }: Columns): string {
  return [red, green, blue]
    .map((color) => terms.both(terms.less(-0.001, color), terms.less(color, 1.001)))
    .reduce(terms.both);
}

/** Whether the first picture follows the beginning of the prompt and others each other, each with all patches in order. */
function patchIsInPlace(terms: Terms, { isImage, patch, patches, position }: Columns): string {
  const afterImage = terms.isSet(terms.previous(isImage));
  const afterLastPatch = terms.both(
    afterImage,
    terms.equal(terms.previous(patch), terms.minus(terms.previous(patches), 1)),
  );
  const begins = terms.both(
    terms.equal(patch, 0),
    terms.either(afterLastPatch, terms.equal(position, promptStart.length)),
  );
  const goesOn = terms.both(afterImage, terms.equal(patch, terms.plus(terms.previous(patch), 1)));
  const image = terms.isSet(isImage);
  return terms.either(
    terms.both(image, terms.either(begins, goesOn)),
    terms.both(terms.not(image), terms.either(terms.not(afterImage), afterLastPatch)),
  );
}
