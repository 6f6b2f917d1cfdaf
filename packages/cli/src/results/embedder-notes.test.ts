import { expect, test } from '@jest/globals';
import { embedderNotes } from './embedder-notes.ts';

const queryEmbedder = (name: string, kind: 'semantic' | 'lexical', pictures: string | null) => {
  const embed = async () => [];
  const embedQuery = async () => new Float32Array(384);
  const embedText = async () => new Float32Array(768);
  const imageText = pictures === null ? null : { name: pictures, embedImages: embed, embedText };
  return { embedder: { name, kind, embed, embedQuery }, imageText };
};

const shares = [
  { embeddedBy: 'minilm', imageEmbeddedBy: 'siglip', events: 7 },
  { embeddedBy: 'hashing', imageEmbeddedBy: null, events: 2 },
  { embeddedBy: 'hashing', imageEmbeddedBy: 'clip', events: 1 },
];

test('models that embedded all events need no note', () => {
  expect(embedderNotes(queryEmbedder('minilm', 'semantic', 'siglip'), shares.slice(0, 1))).toEqual([]);
});

test('what other models embedded is said, with their names', () => {
  expect(embedderNotes(queryEmbedder('minilm', 'semantic', 'siglip'), shares)).toEqual([
    '3 events were embedded by hashing, not by minilm: only their words are compared; give --models the pack that has hashing',
    'pictures of 1 event were embedded by clip: they are not compared; give --models the pack that has clip',
  ]);
});

test('an embedder without meanings is named as such, and one without pictures, too', () => {
  const [lexical, , ...pictures] = embedderNotes(queryEmbedder('hashing', 'lexical', null), shares);
  expect(lexical).toBe('search is lexical (by words, not by meaning)');
  expect(pictures).toEqual([expect.stringContaining('siglip'), expect.stringContaining('clip')]);
});
