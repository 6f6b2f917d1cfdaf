import type { PersonDetection } from '../detection.ts';
import { encodeObservations, type ObservedFrame } from '../observations/saved-observations.ts';

/** A person of made observations. */
export interface ObservedPerson {
  readonly trackId: number;
  /** Finds what a frame shows of the person; null when it does not show it. */
  readonly at: (second: number) => PersonDetection | null;
}

/** Time after which a track ends that is not seen any more, seconds. */
const lostSeconds = 2;

/**
 * Makes the observations of an analysis without analyzing anything: 5 frames a second of 640 x 480 pixels, in chunks of
 * 4 seconds.
 */
export function observePeople(seconds: number, people: readonly ObservedPerson[]): Uint8Array[] {
  const frames = Array.from({ length: Math.round(seconds * 5) }, (_, index) => frameOf(index, people));
  const facts = { active: ['rules', 'pose'], ageErrorYears: 10 } as const;
  const chunks = Array.from({ length: Math.ceil(frames.length / 20) }, (_, chunk) =>
    encodeObservations({ ...facts, frames: frames.slice(chunk * 20, (chunk + 1) * 20) }),
  );
  return chunks.flatMap((chunk) => chunk ?? []);
}

function frameOf(index: number, people: readonly ObservedPerson[]): ObservedFrame {
  const timeMs = index * 200;
  return {
    frame: { timeMs, width: 640, height: 480 },
    ...{ recordingMs: timeMs, trackEnd: 'lost', samples: [] },
    endedTrackIds: people.filter((one) => endsAt(one, index)).map(({ trackId }) => trackId),
    observations: people.flatMap(({ trackId, at }) => {
      const person = at(index / 5);
      return person ? { trackId, timeMs, person } : [];
    }),
  };
}

/** Whether a person has been out of sight for as long as a track lives without. */
function endsAt({ at }: ObservedPerson, index: number): boolean {
  const wait = lostSeconds * 5;
  if (index < wait || at((index - wait) / 5) === null) return false;
  return Array.from({ length: wait }, (_, ago) => at((index - ago) / 5)).every((seen) => seen === null);
}
