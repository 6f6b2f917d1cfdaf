import { type CompletedRun, loadRunEvents, type SavedEvent } from '@deepsentinel/db-schema';
import type { ContinuedTracks, PlacedEvent } from '@deepsentinel/inference-core';
import { type NewEvent, type ReplacementOptions, replaceEvents, type Transaction } from './replace-events.ts';

type RunOfVideo = Pick<CompletedRun, 'runId' | 'videoId'>;

/** Events of one run as they are to be, and which of the saved ones these replace. */
interface Entry {
  readonly after: Map<string, NewEvent>;
  /** Tracks all of whose events are replaced, unless others take part in them. */
  readonly trackIds: Set<number>;
  readonly eventIds: Set<string>;
}

/**
 * Gathers what the events of several recordings are to be, and saves it at once: what a model has said about an event that
 * ends up as it was is kept.
 */
export class EventLedger {
  readonly #entries = new Map<string, Entry>();

  /**
   * Enters the events of people who cross the borders of a recording.
   *
   * @param run.earlier run of the recording before; missing when there is none
   * @param continuations events of earlier recordings that are saved as lasting into this one
   */
  enter(
    { run, earlier }: { readonly run: RunOfVideo; readonly earlier: RunOfVideo | undefined },
    { trackIds, events, withdrawn, restored }: ContinuedTracks,
    continuations: readonly SavedEvent[],
  ): void {
    for (const trackId of trackIds) this.#entry(run.runId).trackIds.add(trackId);
    for (const event of [...withdrawn, ...continuations])
      this.#entry(event.runId).eventIds.add(event.eventId);
    for (const event of withdrawn) this.#entry(event.runId).after.delete(event.eventId);
    if (earlier) for (const event of restored) this.#put(event, earlier);
    for (const event of events) this.#put(event, run);
  }

  /** Saves the events, in place of those that they replace. */
  async save(transaction: Transaction, options: ReplacementOptions): Promise<void> {
    for (const [runId, { after, trackIds, eventIds }] of this.#entries) {
      const events = [...after.values()];
      const tracks = [...trackIds, ...events.flatMap((event) => event.trackIds)];
      const pictured = await loadRunEvents(transaction, { runId, trackIds: tracks });
      const ofTracks = pictured.filter((event) => isOfOneTrack(event, trackIds));
      const named = await loadRunEvents(transaction, { runId, eventIds: [...eventIds, ...after.keys()] });
      const before = [...new Map([...ofTracks, ...named].map((event) => [event.eventId, event])).values()];
      await replaceEvents(transaction, { runId, before, after: events, pictured }, options);
    }
  }

  #put(event: PlacedEvent, { runId, videoId }: RunOfVideo): void {
    const continuedIn = event.runId === runId ? null : videoId;
    this.#entry(event.runId).after.set(event.eventId, { ...event, continuedIn });
  }

  #entry(runId: string): Entry {
    const entry = this.#entries.get(runId) ?? { after: new Map(), trackIds: new Set(), eventIds: new Set() };
    this.#entries.set(runId, entry);
    return entry;
  }
}

/** Whether one of some tracks has an event by itself. */
function isOfOneTrack(event: SavedEvent, trackIds: ReadonlySet<number>): boolean {
  return event.trackIds.length === 1 && trackIds.has(event.trackIds[0]!);
}
