import type { OpenDatabase } from '@deepsentinel/db-schema';
import { z } from 'zod';
import type { SavedVisit } from './open-visit.ts';
import { positionOf, streamVisits, type VisitStreamFilter } from './stream-visits.ts';
import { matchesConditions, type VisitConditions } from './visit-conditions.ts';

/** Some visits, and the cursor of the next ones; null when there are none. */
export interface VisitPage {
  readonly visits: readonly SavedVisit[];
  readonly next: string | null;
}

/** Conditions on visits, and which of them to give. */
export interface VisitQuery
  extends VisitConditions,
    Omit<VisitStreamFilter, 'after' | 'enough' | 'earlierOnes'> {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * Loads a page of the visits that match, in the order in which they begin.
 *
 * @throws {CursorError} the cursor is none
 */
export async function loadVisits(
  db: OpenDatabase['db'],
  { limit, cursor, zone, minStayMs, unpaid, ...filter }: VisitQuery,
): Promise<VisitPage> {
  const conditions = { zone, minStayMs, unpaid };
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const isConditional = zone !== undefined || minStayMs !== undefined || unpaid;
  const enough = isConditional ? undefined : limit + 1;
  const visits: SavedVisit[] = [];
  for await (const visit of streamVisits(db, { ...filter, after, enough })) {
    if (!matchesConditions(visit, conditions)) continue;
    if (visits.length === limit) return { visits, next: cursorBehind(visits.at(-1)!) };
    visits.push(visit);
  }
  return { visits, next: null };
}

/** A text is not the cursor of a page. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

const positionSchema = z.tuple([
  z.int().nullable(),
  z.string().regex(/^\P{Cc}+$/u),
  z.int(),
  z.int().positive(),
]);

function cursorBehind(visit: SavedVisit): string {
  const { at, videoId, startMs, trackId } = positionOf(visit);
  return Buffer.from(JSON.stringify([at, videoId, startMs, trackId])).toString('base64url');
}

function readCursor(cursor: string) {
  try {
    const text = Buffer.from(cursor, 'base64url').toString();
    const [at, videoId, startMs, trackId] = positionSchema.parse(JSON.parse(text));
    return { at, videoId, startMs, trackId };
  } catch (cause) {
    throw new CursorError('the cursor is not one of an earlier answer', { cause });
  }
}
