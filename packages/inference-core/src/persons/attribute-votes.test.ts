import { describe, expect, test } from '@jest/globals';
import { type AttributeVotes, addSample, noVotes, voteAttributes, wantsSample } from './attribute-votes.ts';

const votesOf = (...faces: (readonly [male: number, ageYears: number])[]): AttributeVotes =>
  faces.reduce(
    (votes, [male, ageYears], index) => addSample(votes, { male, ageYears }, index * 1000),
    noVotes,
  );

/** Votes over samples of an estimator that errs by ten years. */
const vote = (...samples: (readonly [male: number, ageYears: number])[]) =>
  voteAttributes(votesOf(...samples), 10);

describe('the vote over a track', () => {
  test('is unknown with too few samples', () => {
    expect(vote([0.99, 30])).toEqual({
      gender: 'unknown',
      genderConfidence: 0,
      ageBand: null,
      faceSamples: 1,
    });
  });

  test('follows most samples, and one wrong sample does not change it', () => {
    expect(vote([0.9, 30], [0.95, 34], [0.4, 32])).toMatchObject({
      gender: 'male',
      faceSamples: 3,
    });
    expect(vote([0.1, 30], [0.2, 34]).gender).toBe('female');
  });

  test('names no gender when the samples disagree', () => {
    expect(vote([0.9, 30], [0.2, 30])).toMatchObject({
      gender: 'unknown',
      genderConfidence: 0,
    });
  });

  test('names the gender of most samples, or none when a few confident ones disagree', () => {
    expect(vote([0.95, 30], [0.3, 30], [0.2, 30], [0.1, 30], [0.05, 30])).toMatchObject({ gender: 'female' });
    expect(vote([1, 30], [1, 30], [0.45, 30], [0.45, 30], [0.45, 30]).gender).toBe('unknown');
    expect(vote([1, 30], [1, 30], [0.45, 30], [0.45, 30]).gender).toBe('unknown');
  });

  test('gives an age band around the median, as wide as the error of the model', () => {
    expect(vote([0.9, 30], [0.9, 30], [0.9, 80]).ageBand).toEqual({
      minYears: 20,
      maxYears: 40,
    });
  });

  test('widens the band when the ages spread, and never goes below zero', () => {
    expect(vote([0.9, 20], [0.9, 40]).ageBand).toEqual({ minYears: 10, maxYears: 50 });
    expect(vote([0.9, 4], [0.9, 4]).ageBand?.minYears).toBe(0);
  });

  test('has a narrower band for an estimator with a smaller error', () => {
    const votes = votesOf([0.9, 30], [0.9, 30]);
    expect(voteAttributes(votes, 5).ageBand).toEqual({ minYears: 25, maxYears: 35 });
    expect(voteAttributes(votes, 10).ageBand).toEqual({ minYears: 20, maxYears: 40 });
  });

  test('leaves out ages far from the median from ten samples on', () => {
    const near = [28, 30, 30, 32, 34].map((age) => [0.9, age] as const);
    const far = [60, 62, 64, 66].map((age) => [0.9, age] as const);
    expect(vote(...near, ...far).ageBand).toEqual({ minYears: 15, maxYears: 50 });
    expect(vote(...near, [0.9, 30], ...far).ageBand).toEqual({ minYears: 15, maxYears: 45 });
  });

  test('keeps all ages when the median lies between two groups of them', () => {
    const groups = [20, 60].flatMap((age) => Array.from({ length: 5 }, () => [0.9, age] as const));
    expect(vote(...groups).ageBand).toEqual({ minYears: 10, maxYears: 70 });
  });
});

test('a sample is wanted from time to time until there are enough, whether or not the last attempt succeeded', () => {
  const looked = addSample(noVotes, null, 1000);
  expect(wantsSample(noVotes, 0)).toBe(true);
  expect(wantsSample(looked, 1200)).toBe(false);
  expect(wantsSample(looked, 1700)).toBe(true);
  expect(wantsSample(votesOf(...Array.from({ length: 15 }, () => [0.9, 30] as const)), 60_000)).toBe(false);
});
