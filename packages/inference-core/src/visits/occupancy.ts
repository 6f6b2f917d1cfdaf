import type { Visit } from './visit.ts';

/** Persons who came, left and were there during a stretch of time. */
export interface Occupancy {
  /** Milliseconds, by the clock of the counted visits. */
  readonly startMs: number;
  readonly endMs: number;
  /** Persons who came into view; those who were there when a recording began are not among them. */
  readonly entered: number;
  readonly left: number;
  /** Largest number of persons at the same time. */
  readonly mostPresent: number;
  /** Mean number of persons over the stretch. */
  readonly meanPresent: number;
}

/** A visit as far as counting needs it; both times by one clock, for instance milliseconds since 1970. */
export type CountedVisit = Pick<Visit, 'startMs' | 'endMs' | 'entrance' | 'departure'>;

interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Counts visits of one camera over time, in steps that begin at multiples of their length.
 *
 * @param span stretch that is counted, milliseconds
 * @param stepMs length of a step, milliseconds
 * @throws {RangeError} the step has no length
 */
export function countVisits(
  visits: readonly CountedVisit[],
  { startMs, endMs }: Interval,
  stepMs: number,
): Occupancy[] {
  if (!(stepMs > 0)) throw new RangeError(`length of a step: expected more than 0 ms, got ${stepMs}`);
  const first = Math.floor(startMs / stepMs);
  const steps = Math.max(0, Math.ceil(endMs / stepMs) - first);
  return Array.from({ length: steps }, (_, index) => {
    const from = (first + index) * stepMs;
    return countStep(visits, {
      startMs: Math.max(from, startMs),
      endMs: Math.min(from + stepMs, endMs),
      isLast: index === steps - 1,
    });
  });
}

function countStep(
  visits: readonly CountedVisit[],
  { startMs, endMs, isLast }: Interval & { readonly isLast: boolean },
): Occupancy {
  const isWithin = (ms: number) => ms >= startMs && (ms < endMs || (isLast && ms === endMs));
  const present = visits.filter((visit) => visit.startMs < endMs && visit.endMs >= startMs);
  const presentMs = present.reduce(
    (sum, visit) => sum + Math.min(visit.endMs, endMs) - Math.max(visit.startMs, startMs),
    0,
  );
  return {
    startMs,
    endMs,
    entered: visits.filter((visit) => visit.entrance.how === 'entered' && isWithin(visit.startMs)).length,
    left: visits.filter((visit) => visit.departure.how === 'left' && isWithin(visit.endMs)).length,
    mostPresent: mostAtOnce(present, startMs),
    meanPresent: presentMs / (endMs - startMs),
  };
}

/** Finds the largest number of persons at the same time, which is reached at the start or when somebody comes. */
function mostAtOnce(present: readonly CountedVisit[], startMs: number): number {
  const counts = present.map((visit) => {
    const ms = Math.max(visit.startMs, startMs);
    return present.filter((other) => other.startMs <= ms && other.endMs >= ms).length;
  });
  return Math.max(0, ...counts);
}
