import type { Box } from '@deepsentinel/queue-contracts';
import type { RuleEngineState } from '../rule-engine.ts';
import type { ReplayedEvent } from './replay-events.ts';

/** A stretch of a person's track within one recording. */
export interface TrackPart {
  /** Name of the analysis of that recording. */
  readonly runId: string;
  /** Number of the track in that recording. */
  readonly trackId: number;
  /** First observation by the clock of the rules, milliseconds. */
  readonly fromMs: number;
  /** Time of the recording's first frame by the clock of the rules, milliseconds. */
  readonly offsetMs: number;
}

/** An event as the recording in which it starts names it, with times from the first frame of that recording. */
export interface PlacedEvent extends ReplayedEvent {
  readonly runId: string;
}

/**
 * A track that was in view when its recording ended, as its rules left it. Their clock is that of the recording in which
 * the track began, so that times in their states stay as they are.
 */
export interface HandedOverTrack {
  /** The recordings that show the person, the one that hands over last. */
  readonly parts: readonly TrackPart[];
  /** Last box, source-frame pixels. */
  readonly lastBox: Box;
  /** Time of the last observation, by the clock of the rules, milliseconds. */
  readonly lastMs: number;
  readonly timeline: RuleEngineState['timelines'][number];
  /** Events as they would be if nothing followed the recording; withdrawn where the track goes on. */
  readonly provisional: readonly PlacedEvent[];
}

/** Tracks that go on behind the end of a recording. A JSON value. */
export interface HandOver {
  /** Changes whenever a state of an older release could not be continued. */
  readonly version: typeof handOverVersion;
  /** Wall-clock time of the first frame, ISO 8601. */
  readonly recordedAt: string;
  readonly tracks: readonly HandedOverTrack[];
}

export const handOverVersion = 1;

/** Recordings over which one track is continued at most: 100 files of a minute or of ten. */
export const maxParts = 100;

/** Whether a saved value can be continued. */
export function isHandOver(saved: unknown): saved is HandOver {
  return (
    typeof saved === 'object' && saved !== null && 'version' in saved && saved.version === handOverVersion
  );
}
