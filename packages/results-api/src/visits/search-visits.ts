import { type EventRecord, fuseRanks, type OpenDatabase, rankTexts } from '@deepsentinel/db-schema';
import { visitText } from '@deepsentinel/inference-core/visits';
import { findVisit } from './find-visit.ts';
import type { SavedVisit } from './open-visit.ts';
import { streamVisits, type VisitStreamFilter } from './stream-visits.ts';
import { matchesConditions, type VisitConditions } from './visit-conditions.ts';

/** What visits are searched for, and among which. */
export interface VisitSearch
  extends VisitConditions,
    Pick<VisitStreamFilter, 'videoId' | 'storeId' | 'cameraId' | 'from' | 'to'> {
  readonly text: string;
  /** Events that match the text, best first; the visits that they belong to match, too. */
  readonly events: readonly EventRecord[];
  readonly limit: number;
}

/** A visit that was found, with the events that matched, best first. */
export interface FoundVisit {
  readonly visit: SavedVisit;
  readonly matches: readonly EventRecord[];
}

/** Number of visits whose texts are compared at a time. */
const batchSize = 100;

/**
 * Finds visits by their own text and by their events, best first.
 *
 * The texts of visits are not saved: they follow the zones of today and join videos that may still come. They are made
 * and compared here, for every visit that the conditions allow, so the time of a search grows with the stretch that is
 * searched. Memory does not: only the best visits are kept.
 */
export async function searchVisits(
  db: OpenDatabase['db'],
  { text, events, limit, zone, minStayMs, unpaid, ...filter }: VisitSearch,
): Promise<FoundVisit[]> {
  const isWanted = (visit: SavedVisit) => matchesConditions(visit, { zone, minStayMs, unpaid });
  const byEvents = (await visitsOfEvents(db, events)).filter(({ visit }) => isWanted(visit));
  const byText = await visitsByText(db, { text, filter, limit, isWanted });
  const matches = new Map(byEvents.map((found) => [found.visit.visitId, found.matches]));
  const found = byText.map((visit) => ({ visit, matches: matches.get(visit.visitId) ?? [] }));
  return fuseRanks<FoundVisit>([byEvents, found], ({ visit }) => visit.visitId)
    .slice(0, limit)
    .map(([visit]) => visit);
}

/** Groups events by the visits that they belong to, in the order of the first event of each. */
export async function visitsOfEvents(
  db: OpenDatabase['db'],
  events: readonly EventRecord[],
): Promise<FoundVisit[]> {
  const found = new Map<string, { visit: SavedVisit; matches: EventRecord[] }>();
  const visits = new Map<string, SavedVisit | null>();
  for (const event of events) {
    for (const trackId of event.trackIds) {
      const { videoId } = event;
      const person = JSON.stringify([videoId, trackId]);
      const visit = visits.get(person) ?? (await findVisit(db, { videoId, trackId }));
      visits.set(person, visit);
      if (!visit) continue;
      const known = found.get(visit.visitId);
      if (known) known.matches.push(event);
      else found.set(visit.visitId, { visit, matches: [event] });
    }
  }
  return [...found.values()];
}

interface TextSearch extends Pick<VisitSearch, 'text' | 'limit'> {
  readonly filter: VisitStreamFilter;
  isWanted(visit: SavedVisit): boolean;
}

/** Finds the visits whose own text shares most with the query, the latest first among equals. */
async function visitsByText(
  db: OpenDatabase['db'],
  { text, filter, limit, isWanted }: TextSearch,
): Promise<SavedVisit[]> {
  let best: { visit: SavedVisit; rank: number }[] = [];
  for await (const visits of batches(streamVisits(db, filter), batchSize)) {
    const wanted = visits.filter(isWanted);
    const ranked = await rankTexts(
      db,
      text,
      wanted.map((visit) => visitText(visit, visit.timeZone)),
    );
    const added = ranked.map(({ index, rank }) => ({ visit: wanted[index]!, rank }));
    best = [...added.toReversed(), ...best].toSorted((a, b) => b.rank - a.rank).slice(0, limit);
  }
  return best.map(({ visit }) => visit);
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
