import { visitSentence } from '@deepsentinel/inference-core/visits';
import type { SavedVisit } from '@deepsentinel/results-api';
import { videoName } from './reported-event.ts';

/** A visit in the JSON of the commands. Times are milliseconds from the first frame of its first video. */
export interface ReportedVisit extends Omit<SavedVisit, 'videos' | 'events'> {
  /** The first video of the visit. */
  readonly video: string;
  /** All videos that show it, by time. */
  readonly videos: readonly string[];
  /** The visit in words, times by the clock of the store. */
  readonly summary: string;
  readonly events: readonly Omit<SavedVisit['events'][number], 'thumbnailKey'>[];
}

export function reportVisit(saved: SavedVisit): ReportedVisit {
  const { videos, events, ...visit } = saved;
  const names = videos.map(videoName);
  return {
    video: names[0]!,
    videos: names,
    summary: visitSentence(saved, saved.timeZone),
    ...visit,
    events: events.map(({ thumbnailKey: _, ...event }) => event),
  };
}
