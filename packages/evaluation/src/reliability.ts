/** A stated confidence and whether what it was stated of is right. */
export interface ConfidenceOutcome {
  /** 0..1 */
  readonly confidence: number;
  readonly right: boolean;
}

/** Outcomes of similar confidence. */
export interface ReliabilityBin {
  /** Lower limit of the confidences, 0..1; they are below that of the next bin. */
  readonly from: number;
  readonly count: number;
  /** Mean stated confidence, 0..1. */
  readonly stated: number;
  /** Share that is right, 0..1. */
  readonly right: number;
}

/** How far stated confidences can be believed. */
export interface Reliability {
  /** Ascending; bins without outcomes are left out. */
  readonly bins: readonly ReliabilityBin[];
  /**
   * Expected calibration error: mean difference between the stated confidence and the share that is right over the
   * bins, weighted by their counts, 0..1.
   *
   * @see https://arxiv.org/abs/1706.04599
   */
  readonly calibrationError: number;
  /** Brier score: mean squared difference between the confidence and 1 where it is right, 0 where it is wrong. */
  readonly brier: number;
}

/** Lower limits of the bins: narrower where most confidences are. */
const limits = [0, 0.5, 0.7, 0.8, 0.9, 0.95] as const;

/**
 * Compares stated confidences with how often they are right.
 *
 * @returns null without outcomes
 */
export function reliability(outcomes: readonly ConfidenceOutcome[]): Reliability | null {
  if (outcomes.length === 0) return null;
  const bins = limits.flatMap((from, index) => {
    const below = limits[index + 1] ?? Infinity;
    const inside = outcomes.filter(({ confidence }) => confidence >= from && confidence < below);
    if (inside.length === 0) return [];
    const stated = mean(inside.map(({ confidence }) => confidence));
    return [{ from, count: inside.length, stated, right: mean(inside.map(toNumber)) }];
  });
  const errors = bins.map(({ count, stated, right }) => count * Math.abs(stated - right));
  return {
    bins,
    calibrationError: errors.reduce((sum, error) => sum + error, 0) / outcomes.length,
    brier: mean(outcomes.map((outcome) => (outcome.confidence - toNumber(outcome)) ** 2)),
  };
}

const toNumber = ({ right }: ConfidenceOutcome) => (right ? 1 : 0);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
