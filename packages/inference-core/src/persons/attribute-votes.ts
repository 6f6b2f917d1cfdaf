import type { Gender, PersonAttributes } from '@deepsentinel/queue-contracts';
import type { AttributeSample } from './attribute-estimator.ts';

/** Looks at a track's person so far. JSON-serializable. */
export interface AttributeVotes {
  readonly samples: readonly AttributeSample[];
  readonly lastSampleMs: number | null;
}

export const noVotes: AttributeVotes = { samples: [], lastSampleMs: null };

/** More samples than this do not change the vote any more. */
const maxSamples = 15;
/** Looks at the same moment tell the same: the least time between two, milliseconds. */
const sampleIntervalMs = 600;
/** Fewer samples decide nothing. */
const minSamples = 2;
/** A gender is named when the samples give it at least this probability on average, 0..1. */
const minGenderConfidence = 0.65;
/** Of this many samples, ages far from the median are left out. */
const minSamplesToTrim = 10;
const maxYearsFromMedian = 6;

/** Whether another look at the track's person is worth it. */
export function wantsSample({ samples, lastSampleMs }: AttributeVotes, timeMs: number): boolean {
  return samples.length < maxSamples && (lastSampleMs === null || timeMs - lastSampleMs >= sampleIntervalMs);
}

/** Takes in a sample, or that at this time nothing could be told. */
export function addSample(
  votes: AttributeVotes,
  sample: AttributeSample | null,
  timeMs: number,
): AttributeVotes {
  return { samples: sample ? [...votes.samples, sample] : votes.samples, lastSampleMs: timeMs };
}

/**
 * The attributes that a track's samples agree on, "unknown" where they do not.
 *
 * @param ageErrorYears by how much the estimator's ages are usually wrong, which no number of samples narrows
 */
export function voteAttributes({ samples }: AttributeVotes, ageErrorYears: number): PersonAttributes {
  const faceSamples = samples.length;
  if (faceSamples < minSamples) return { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples };
  const ages = samples.map(({ ageYears }) => ageYears);
  return { ...voteGender(samples), ageBand: ageBand(ages, ageErrorYears), faceSamples };
}

/** The gender of most samples, with the mean of the probabilities that all of them give it. */
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

/** Median age with its uncertainty, widened to multiples of five years. */
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

/** Between two groups of ages the median may be near none; then all count. */
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
