import type { LineCrossing } from './crossings.ts';
import type { Visit } from './visit.ts';

/** Persons who came, left and were there during a stretch of time. */
export interface Occupancy {
  /** Milliseconds, by the clock of the counted visits. */
  readonly startMs: number;
  readonly endMs: number;
  /** Time of the stretch that recordings cover. */
  readonly recordedMs: number;
  /** Persons who came into view; those who were there when a recording began are not among them. */
  readonly entered: number;
  readonly left: number;
  /** Largest number of persons at the same time. */
  readonly mostPresent: number;
  /** Mean number of persons over the recorded time. */
  readonly meanPresent: number;
  /** Crossings of each line that was crossed, by its name. */
  readonly lines: readonly LineCount[];
}

/** Crossings of a line in both directions. */
export interface LineCount {
  readonly line: string;
  readonly in: number;
  readonly out: number;
}

/** A visit as far as counting needs it; both times by one clock, for instance milliseconds since 1970. */
export type CountedVisit = Pick<Visit, 'startMs' | 'endMs' | 'entrance' | 'departure' | 'crossings'>;

/** Stretch of time, milliseconds. */
interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Counts visits of one camera over time, in steps that begin at multiples of their length. Steps that no recording covers
 * are left out: nobody knows who was there.
 *
 * @param recordings stretches that were recorded, milliseconds
 * @param stepMs length of a step, milliseconds
 * @throws {RangeError} the step has no length
 */
export function countVisits(
  visits: readonly CountedVisit[],
  recordings: readonly Interval[],
  stepMs: number,
): Occupancy[] {
  if (!(stepMs > 0)) throw new RangeError(`length of a step: expected more than 0 ms, got ${stepMs}`);
  const recordedMs = new Map<number, number>();
  for (const recording of recordings) {
    for (const step of stepsOf(recording, stepMs)) {
      const shared = sharedMs(recording, { startMs: step * stepMs, endMs: (step + 1) * stepMs });
      if (shared > 0) recordedMs.set(step, (recordedMs.get(step) ?? 0) + shared);
    }
  }
  const present = new Map<number, CountedVisit[]>([...recordedMs.keys()].map((step) => [step, []]));
  for (const visit of visits) for (const step of stepsOf(visit, stepMs)) present.get(step)?.push(visit);
  return [...recordedMs.keys()]
    .toSorted((a, b) => a - b)
    .map((step) => {
      const span = { startMs: step * stepMs, endMs: (step + 1) * stepMs, recordedMs: recordedMs.get(step)! };
      return { ...span, ...countStep(present.get(step)!, span) };
    });
}

/** Numbers of the steps in which an interval lies, its end included. */
function* stepsOf({ startMs, endMs }: Interval, stepMs: number): Generator<number> {
  for (let step = Math.floor(startMs / stepMs); step * stepMs <= endMs; step++) yield step;
}

type Step = Pick<Occupancy, 'startMs' | 'endMs' | 'recordedMs'>;

function countStep(present: readonly CountedVisit[], step: Step): Omit<Occupancy, keyof Step> {
  const { startMs, endMs, recordedMs } = step;
  const isWithin = (ms: number) => ms >= startMs && ms < endMs;
  const presentMs = present.reduce((sum, visit) => sum + sharedMs(visit, step), 0);
  return {
    entered: present.filter((visit) => visit.entrance.how === 'entered' && isWithin(visit.startMs)).length,
    left: present.filter((visit) => visit.departure.how === 'left' && isWithin(visit.endMs)).length,
    mostPresent: mostAtOnce(present, startMs),
    meanPresent: presentMs / recordedMs,
    lines: countLines(
      present.flatMap(({ crossings }) => crossings ?? []).filter(({ timeMs }) => isWithin(timeMs)),
    ),
  };
}

function countLines(crossings: readonly LineCrossing[]): LineCount[] {
  return [...Map.groupBy(crossings, ({ line }) => line)]
    .map(([line, ofLine]) => {
      const inwards = ofLine.filter(({ direction }) => direction === 'in').length;
      return { line, in: inwards, out: ofLine.length - inwards };
    })
    .toSorted((a, b) => (a.line < b.line ? -1 : 1));
}

/** Length of the time that two intervals share, milliseconds. */
function sharedMs(a: Interval, b: Interval): number {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
}

/** Finds the largest number of persons at the same time, which is reached at the start or when somebody comes. */
function mostAtOnce(present: readonly CountedVisit[], startMs: number): number {
  const counts = present.map((visit) => {
    const ms = Math.max(visit.startMs, startMs);
    return present.filter((other) => other.startMs <= ms && other.endMs >= ms).length;
  });
  return Math.max(0, ...counts);
}
