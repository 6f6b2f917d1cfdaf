import type { AnalysisEvent } from '../event.ts';
import type { Track } from '../track.ts';

/** What is known of an event when it is to be described. */
export interface DescribedSubject {
  readonly event: Pick<AnalysisEvent, 'type' | 'startMs' | 'endMs' | 'evidence'>;
  readonly track: Omit<Track, 'path'>;
}

/** Puts an event into one English sentence. */
export interface Describer {
  readonly name: string;
  describe(subject: DescribedSubject): Promise<string>;
}
