import type { Gender, PersonAttributes } from '../track.ts';
import type { AttributeSample } from './attribute-estimator.ts';

/** Faces of a track judged so far. JSON-serialisable. */
export interface AttributeVotes {
  readonly samples: readonly AttributeSample[];
  readonly lastSampleMs: number | null;
}

export const noVotes: AttributeVotes = { samples: [], lastSampleMs: null };

/** More faces than this do not change the vote any more. */
const maxSamples = 15;
/** Faces of the same moment tell the same: the least time between two, milliseconds. */
const sampleIntervalMs = 600;
/** Fewer faces decide nothing. */
const minSamples = 2;
/** A gender is named when at least this share of the probability is on its side, 0..1. */
const minGenderShare = 0.65;
/** Half the width of the age band that one person's faces cannot narrow, years: the model's own error. */
const modelAgeErrorYears = 10;

/** Whether another face of the track is worth looking at. */
export function wantsSample({ samples, lastSampleMs }: AttributeVotes, timeMs: number): boolean {
  return samples.length < maxSamples && (lastSampleMs === null || timeMs - lastSampleMs >= sampleIntervalMs);
}

/** Takes in a face, or that at this time none could be judged. */
export function addSample(
  votes: AttributeVotes,
  sample: AttributeSample | null,
  timeMs: number,
): AttributeVotes {
  return { samples: sample ? [...votes.samples, sample] : votes.samples, lastSampleMs: timeMs };
}

/** The attributes that a track's faces agree on, "unknown" where they do not. */
export function voteAttributes({ samples }: AttributeVotes): PersonAttributes {
  const faceSamples = samples.length;
  if (faceSamples < minSamples) return { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples };
  const maleShare = samples.reduce((sum, { male }) => sum + male, 0) / faceSamples;
  const share = Math.max(maleShare, 1 - maleShare);
  const gender: Gender = share < minGenderShare ? 'unknown' : maleShare > 0.5 ? 'male' : 'female';
  return {
    gender,
    genderConfidence: gender === 'unknown' ? 0 : share,
    ageBand: ageBand(samples.map(({ ageYears }) => ageYears)),
    faceSamples,
  };
}

/** Median age with its uncertainty, widened to multiples of five years. */
function ageBand(ages: readonly number[]): { minYears: number; maxYears: number } {
  const centre = median(ages);
  const spread = median(ages.map((age) => Math.abs(age - centre)));
  const half = modelAgeErrorYears + spread;
  return {
    minYears: Math.max(0, 5 * Math.floor((centre - half) / 5)),
    maxYears: 5 * Math.ceil((centre + half) / 5),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
