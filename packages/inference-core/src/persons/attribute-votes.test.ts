import { describe, expect, test } from '@jest/globals';
import { type AttributeVotes, addSample, noVotes, voteAttributes, wantsSample } from './attribute-votes.ts';

const votesOf = (...faces: (readonly [male: number, ageYears: number])[]): AttributeVotes =>
  faces.reduce(
    (votes, [male, ageYears], index) => addSample(votes, { male, ageYears }, index * 1000),
    noVotes,
  );

describe('the vote over a track', () => {
  test('is unknown without enough faces', () => {
    expect(voteAttributes(votesOf([0.99, 30]))).toEqual({
      gender: 'unknown',
      genderConfidence: 0,
      ageBand: null,
      faceSamples: 1,
    });
  });

  test('follows the faces, and one that is wrong does not turn it', () => {
    expect(voteAttributes(votesOf([0.9, 30], [0.95, 34], [0.4, 32]))).toMatchObject({
      gender: 'male',
      faceSamples: 3,
    });
    expect(voteAttributes(votesOf([0.1, 30], [0.2, 34])).gender).toBe('female');
  });

  test('names no gender when the faces disagree', () => {
    expect(voteAttributes(votesOf([0.9, 30], [0.2, 30]))).toMatchObject({
      gender: 'unknown',
      genderConfidence: 0,
    });
  });

  test('gives an age band around the median, as wide as the model errs', () => {
    expect(voteAttributes(votesOf([0.9, 30], [0.9, 30], [0.9, 80])).ageBand).toEqual({
      minYears: 20,
      maxYears: 40,
    });
  });

  test('widens the band when the faces spread, and never goes below zero', () => {
    expect(voteAttributes(votesOf([0.9, 20], [0.9, 40])).ageBand).toEqual({ minYears: 10, maxYears: 50 });
    expect(voteAttributes(votesOf([0.9, 4], [0.9, 4])).ageBand?.minYears).toBe(0);
  });
});

test('faces are looked at from time to time, whether or not one was found, until there are enough', () => {
  const looked = addSample(noVotes, null, 1000);
  expect(wantsSample(noVotes, 0)).toBe(true);
  expect(wantsSample(looked, 1200)).toBe(false);
  expect(wantsSample(looked, 1700)).toBe(true);
  expect(wantsSample(votesOf(...Array.from({ length: 15 }, () => [0.9, 30] as const)), 60_000)).toBe(false);
});
