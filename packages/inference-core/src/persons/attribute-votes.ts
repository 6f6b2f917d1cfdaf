import type { Gender, PersonAttributes } from '@deepsentinel/queue-contracts';
import type { AttributeSample } from './estimators.ts';

/** Attribute samples of a track's person so far. JSON-serializable. */
export interface AttributeVotes {
  readonly samples: readonly AttributeSample[];
  readonly lastSampleMs: number | null;
}

export const noVotes: AttributeVotes = { samples: [], lastSampleMs: null };

/** Maximum number of samples per track; more would not change the vote. */
const maxSamples = 15;
/** Minimum time between two samples, milliseconds: frames close in time give the same estimate. */
const sampleIntervalMs = 600;
/** Minimum number of samples for a vote. */
const minSamples = 2;
/** Minimum mean probability of the voted gender, 0..1. */
const minGenderConfidence = 0.65;
/** Minimum number of samples from which on ages far from the median are left out. */
const minSamplesToTrim = 10;
/** Maximum distance of an age from the median that is not left out, years. */
const maxYearsFromMedian = 6;

/** Whether another sample of the track's person is worth its cost. */
export function wantsSample({ samples, lastSampleMs }: AttributeVotes, timeMs: number): boolean {
  return samples.length < maxSamples && (lastSampleMs === null || timeMs - lastSampleMs >= sampleIntervalMs);
}

/** Adds a sample; null records a failed attempt at this time. */
export function addSample(
  votes: AttributeVotes,
  sample: AttributeSample | null,
  timeMs: number,
): AttributeVotes {
  return { samples: sample ? [...votes.samples, sample] : votes.samples, lastSampleMs: timeMs };
}

/**
 * Votes on the attributes of a track's person: "unknown" where the samples do not agree.
 *
 * @param ageErrorYears typical error of the estimator's ages, years, which more samples do not reduce
 */
export function voteAttributes({ samples }: AttributeVotes, ageErrorYears: number): PersonAttributes {
  const faceSamples = samples.length;
  if (faceSamples < minSamples) return { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples };
  const ages = samples.map(({ ageYears }) => ageYears);
  return { ...voteGender(samples), ageBand: ageBand(ages, ageErrorYears), faceSamples };
}

/** Gender of most samples, with its mean probability over all of them. */
function voteGender(
  samples: readonly AttributeSample[],
): Pick<PersonAttributes, 'gender' | 'genderConfidence'> {
  const men = samples.filter(({ male }) => male > 0.5).length;
  const mostAreMen = men > samples.length / 2;
  const male = samples.reduce((sum, sample) => sum + sample.male, 0) / samples.length;
  const confidence = mostAreMen ? male : 1 - male;
  const isTied = men === samples.length / 2;
  if (isTied || confidence < minGenderConfidence) return { gender: 'unknown', genderConfidence: 0 };
  const gender: Gender = mostAreMen ? 'male' : 'female';
  return { gender, genderConfidence: confidence };
}

/** Median age with its uncertainty, rounded outwards to multiples of five years. */
function ageBand(allAges: readonly number[], ageErrorYears: number): { minYears: number; maxYears: number } {
  const ages = withoutOutliers(allAges);
  const center = median(ages);
  const spread = median(ages.map((age) => Math.abs(age - center)));
  const half = ageErrorYears + spread;
  return {
    minYears: Math.max(0, 5 * Math.floor((center - half) / 5)),
    maxYears: 5 * Math.ceil((center + half) / 5),
  };
}

/** Leaves out ages far from the median, unless all are, as between two groups of ages. */
function withoutOutliers(ages: readonly number[]): readonly number[] {
  if (ages.length < minSamplesToTrim) return ages;
  const center = median(ages);
  const near = ages.filter((age) => Math.abs(age - center) <= maxYearsFromMedian);
  return near.length > 0 ? near : ages;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
