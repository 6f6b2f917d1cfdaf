import { listEvents, type OpenDatabase } from '@deepsentinel/db-schema';
import type { WantedClip } from './clip.ts';
import { findVisit } from './find-visit.ts';
import { parseVisitId } from './open-visit.ts';

/** Finds what a clip of a visit shows, by the visit's id; null when there is no such visit. */
export async function findClipOfVisit(db: OpenDatabase['db'], visitId: string): Promise<WantedClip | null> {
  const person = parseVisitId(visitId);
  const visit = person && (await findVisit(db, person));
  return visit && { visit, event: null };
}

/** An event by its video. */
export interface EventOfVideo {
  readonly videoId: string;
  readonly eventId: string;
}

/** Finds an event and the visit of the first person who takes part; null when there is none. */
export async function findClipOfEvent(
  db: OpenDatabase['db'],
  { videoId, eventId }: EventOfVideo,
): Promise<WantedClip | null> {
  const [saved] = await listEvents(db, { videoId, eventId, limit: 1 });
  const trackId = saved?.trackIds[0];
  const visit = trackId === undefined ? null : await findVisit(db, { videoId, trackId });
  const event = visit?.events.find((other) => other.videoId === videoId && other.eventId === eventId);
  return visit && event ? { visit, event } : null;
}
