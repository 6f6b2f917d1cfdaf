import { sentenceEmbeddingModel, siglipModel } from '@deepsentinel/synthetic-pack';
import { describe, expect, test } from '@jest/globals';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { openTokenizer } from './tokenizer.ts';

const open = async (model: ReturnType<typeof siglipModel>) => {
  await using loaded = await loadSyntheticModel(model, openTokenizer);
  return loaded.stage;
};
const longText = 'a man walks '.repeat(100);

describe('the tokens of a BERT tokenizer', () => {
  test('stand between the special tokens also when a text is cut', async () => {
    const tokenizer = await open(sentenceEmbeddingModel('mean'));
    const whole = tokenizer.tokenize(longText, 1000);
    expect(whole).toHaveLength(302);
    const cut = tokenizer.tokenize(longText, 16);
    expect(cut).toEqual([...whole.slice(0, 15), whole.at(-1)]);
  });

  test('are the same for a word in capitals and in decomposed Unicode', async () => {
    const { tokenize } = await open(sentenceEmbeddingModel('mean'));
    expect(tokenize('MÁN', 16)).toEqual(tokenize('man', 16));
    expect(tokenize('남자', 16)).toEqual(tokenize('남자'.normalize('NFD'), 16));
    expect(tokenize('남자', 16)).toHaveLength(3);
  });
});

test('a SentencePiece tokenizer adds its end token, and lower-cases as configured', async () => {
  const { tokenize, padTokenId } = await open(siglipModel());
  const tokens = tokenize('A person in Red', 64);
  expect(tokens).toHaveLength(5);
  expect(tokens.at(-1)).toBe(padTokenId);
  expect(tokenize('a PERSON in red', 64)).toEqual(tokens);
  expect(tokenize(longText, 8)).toHaveLength(8);
  expect(tokenize(longText, 8).at(-1)).toBe(padTokenId);
});
