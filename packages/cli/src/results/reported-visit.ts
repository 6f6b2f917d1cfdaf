import { visitSentence } from '@deepsentinel/inference-core/visits';
import type { SavedVisit, VideoVisits } from '@deepsentinel/results-api';
import { type ReportedEvent, reportEvent, videoName } from './reported-event.ts';

/** A visit in the JSON of the commands. Times are milliseconds from the first frame of the video. */
export interface ReportedVisit extends Omit<SavedVisit, 'events'> {
  /** The video of the visit; of videos of one camera that follow each other, the first. */
  readonly video: string;
  /** The visit in words, times by the clock of the store. */
  readonly summary: string;
  readonly events: readonly ReportedEvent[];
}

export function reportVisits({ video, timeZone, visits }: VideoVisits): ReportedVisit[] {
  return visits.map((visit) => ({
    video: videoName(video),
    summary: visitSentence(visit, timeZone),
    ...visit,
    events: visit.events.map(({ thumbnail: _, ...event }) => reportEvent(event)),
  }));
}
