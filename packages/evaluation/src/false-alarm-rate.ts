import type { EventType } from '@deepsentinel/inference-core';
import type { TimedEvent } from './event-labels.ts';

/** Events that call somebody: a report of one of these on normal footage is a false alarm. */
export const alarmTypes: readonly EventType[] = ['anomaly', 'collapse', 'picking', 'theft', 'violent'];

/** Reports on footage that shows nothing of note. */
export interface NormalVideo {
  readonly durationMs: number;
  readonly reports: readonly TimedEvent[];
}

/** False alarms on normal footage. */
export interface FalseAlarmRate {
  /** Length of the normal footage, hours. */
  readonly hours: number;
  readonly falseAlarms: number;
  /** Null without normal footage. */
  readonly perHour: number | null;
  /**
   * Upper end of the 95 % confidence interval when alarms come independently (Poisson), per hour; null without normal
   * footage. Three per `hours` when there was no alarm: short footage proves little.
   */
  readonly perHourAtMost: number | null;
  /** Counts of the types that were reported. */
  readonly types: Readonly<Partial<Record<EventType, number>>>;
}

/** Counts alarms on normal footage and relates them to its length. */
export function falseAlarmRate(videos: readonly NormalVideo[]): FalseAlarmRate {
  const hours = videos.reduce((sum, { durationMs }) => sum + durationMs, 0) / 3_600_000;
  const alarms = videos.flatMap(({ reports }) => reports).filter(({ type }) => alarmTypes.includes(type));
  const types: Partial<Record<EventType, number>> = {};
  for (const { type } of alarms) types[type] = (types[type] ?? 0) + 1;
  return {
    hours,
    falseAlarms: alarms.length,
    perHour: hours > 0 ? alarms.length / hours : null,
    perHourAtMost: hours > 0 ? poissonUpperLimit(alarms.length) / hours : null,
    types,
  };
}

/** Computes the largest mean at which so few events still have a probability of 5 %, by bisection. */
function poissonUpperLimit(count: number): number {
  let low = count;
  let high = count + 4 * Math.sqrt(count) + 4;
  for (let step = 0; step < 50; step++) {
    const mean = (low + high) / 2;
    if (probabilityOfAtMost(count, mean) > 0.05) low = mean;
    else high = mean;
  }
  return high;
}

function probabilityOfAtMost(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}
