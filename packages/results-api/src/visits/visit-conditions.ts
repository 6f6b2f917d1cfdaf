import type { SavedVisit } from './open-visit.ts';

/** Conditions on what a visit was like; absent ones match every visit. */
export interface VisitConditions {
  /** Name of a zone in which the person spent time. */
  readonly zone?: string | undefined;
  /** Least time, milliseconds: in that zone if one is given, otherwise of the whole stay. */
  readonly minStayMs?: number | undefined;
  /** Whether the person took something and left without having been at the checkout. */
  readonly unpaid?: boolean | undefined;
}

/** Whether a visit was like that. Where it is not known, it was not. */
export function matchesConditions(visit: SavedVisit, { zone, minStayMs, unpaid }: VisitConditions): boolean {
  if (unpaid && visit.paid !== false) return false;
  const stayMs = zone === undefined ? visit.endMs - visit.startMs : timeAt(visit, zone);
  if (zone !== undefined && stayMs === 0) return false;
  return stayMs >= (minStayMs ?? 0);
}

function timeAt({ dwell }: SavedVisit, zone: string): number {
  return (dwell ?? []).reduce((sum, spent) => sum + (spent.zone === zone ? spent.dwellMs : 0), 0);
}
