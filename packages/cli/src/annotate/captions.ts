import type { EventType } from '@deepsentinel/queue-contracts';
import type { ReportedEvent } from '../results/reported-event.ts';
import type { ReportedTrack } from '../results/reported-track.ts';

/** Events without duration, and events that have ended, are still shown for this long, milliseconds. */
const lingerMs = 1500;
/** Event types that get a banner, the most severe first. */
const bannerTypes: readonly EventType[] = ['collapse', 'violent', 'theft', 'anomaly', 'picking'];

export interface Banner {
  readonly type: EventType;
  readonly text: string;
}

/** Texts that are drawn into the frames of an analyzed video. */
export class Captions {
  readonly #names: ReadonlyMap<number, string>;
  readonly #events: readonly ReportedEvent[];

  constructor(tracks: readonly ReportedTrack[], events: readonly ReportedEvent[]) {
    this.#names = new Map(tracks.map((track) => [track.trackId, nameOf(track)]));
    this.#events = events.filter(({ state }) => state !== 'rejected');
  }

  /** Name of a person and the event types that go on: `Person 3, female, 20-40: walking`. */
  labelOf(trackId: number, timeMs: number): string {
    const types = this.#at(timeMs)
      .filter(({ trackIds }) => trackIds.includes(trackId))
      .map(({ type }) => type);
    const name = this.#names.get(trackId) ?? `Person ${trackId}`;
    return types.length === 0 ? name : `${name}: ${[...new Set(types)].join(', ')}`;
  }

  /** Descriptions of what the viewer must not miss, the most severe first. */
  bannersAt(timeMs: number): Banner[] {
    return this.#at(timeMs)
      .filter(({ type }) => bannerTypes.includes(type))
      .toSorted((a, b) => bannerTypes.indexOf(a.type) - bannerTypes.indexOf(b.type))
      .map(({ type, description }) => ({ type, text: `${type.toUpperCase()}  ${description}` }));
  }

  #at(timeMs: number): ReportedEvent[] {
    return this.#events.filter(({ startMs, endMs }) => startMs <= timeMs && timeMs <= endMs + lingerMs);
  }
}

function nameOf({ trackId, gender, ageBand }: ReportedTrack): string {
  const known = [gender !== 'unknown' && gender, ageBand && `${ageBand.minYears}-${ageBand.maxYears}`].filter(
    Boolean,
  );
  return [`Person ${trackId}`, ...known].join(', ');
}
