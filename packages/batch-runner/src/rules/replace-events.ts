import { isDeepStrictEqual } from 'node:util';
import { deleteEvents, putEvents, type ReplacedEvent, type SavedEvent } from '@deepsentinel/db-schema';
import type { Embedder, ReplayedEvent } from '@deepsentinel/inference-core';

/** Connection within a transaction. */
export type Transaction = Parameters<typeof putEvents>[0];

/** Embedder of descriptions, and what happens to what a model has said. */
export interface ReplacementOptions {
  readonly embedder: Embedder;
  /** Whether an event that has changed keeps what a model said about it; one that only lasts longer does. */
  readonly keepsAnswers: boolean;
}

/** Events of one run before and after. */
export interface Replacement {
  readonly runId: string;
  readonly before: readonly SavedEvent[];
  readonly after: readonly NewEvent[];
  /** Events whose pictures new ones may have. */
  readonly pictured: readonly SavedEvent[];
}

/** An event that rules propose. */
export interface NewEvent extends ReplayedEvent {
  /** Video of a later recording into which it lasts; null when it ends in its own. */
  readonly continuedIn: string | null;
}

/**
 * Replaces events of a run. An event that stays as it was is left alone. One that has changed keeps its pictures; a new
 * one gets the picture of the event of the same person that is nearest in time.
 */
export async function replaceEvents(
  transaction: Transaction,
  { runId, before, after, pictured }: Replacement,
  options: ReplacementOptions,
): Promise<void> {
  const names = new Set(after.map(({ eventId }) => eventId));
  const gone = before.filter(({ eventId }) => !names.has(eventId));
  await deleteEvents(
    transaction,
    runId,
    gone.map(({ eventId }) => eventId),
  );
  const changed: ReplacedEvent[] = [];
  for (const event of after) {
    const known = before.find(({ eventId }) => eventId === event.eventId);
    if (known && isUnchanged(known, event)) continue;
    changed.push(await saveable(event, { known, pictured, options }));
  }
  await putEvents(transaction, runId, changed);
}

/** Whether an event says what the saved one says. */
function isUnchanged(known: SavedEvent, event: NewEvent): boolean {
  return (
    known.continuedIn === event.continuedIn &&
    known.endMs === event.endMs &&
    // The database keeps confidences as float32.
    Math.fround(known.confidence) === Math.fround(event.confidence) &&
    isDeepStrictEqual(known.trackIds, [...event.trackIds]) &&
    isDeepStrictEqual(known.evidence, evidenceOf(event))
  );
}

function evidenceOf({ evidence, ongoing }: NewEvent): ReplacedEvent['evidence'] {
  return JSON.parse(JSON.stringify(ongoing ? { ...evidence, ongoing } : evidence));
}

interface Saving {
  readonly known: SavedEvent | undefined;
  readonly pictured: readonly SavedEvent[];
  readonly options: ReplacementOptions;
}

async function saveable(event: NewEvent, { known, pictured, options }: Saving): Promise<ReplacedEvent> {
  const { eventId, type, trackIds, startMs, endMs, confidence, continuedIn } = event;
  const answered = options.keepsAnswers && known && known.answer !== null ? known : null;
  const description = answered?.description ?? event.description;
  const isSaid = known?.description === description && known.embeddedBy === options.embedder.name;
  const [embedding] = isSaid ? [known.embedding] : await options.embedder.embed([description]);
  const picture = known ?? nearest(event, pictured);
  return {
    ...{ eventId, type, trackIds, startMs, endMs, confidence, description, continuedIn },
    ...{ embedding: embedding!, embeddedBy: options.embedder.name, evidence: evidenceOf(event) },
    ...{ state: answered?.state ?? 'proposed', answer: answered?.answer ?? null },
    frames: answered?.frames ?? [],
    thumbnailKey: picture?.thumbnailKey ?? null,
    imageEmbedding: picture?.imageEmbedding ?? null,
    imageEmbeddedBy: picture?.imageEmbeddedBy ?? null,
  };
}

/** Finds the event with a picture that shows a person of another event soonest before or after its start. */
function nearest({ trackIds, startMs }: NewEvent, events: readonly SavedEvent[]): SavedEvent | undefined {
  const distance = (event: SavedEvent) => Math.abs(event.startMs - startMs);
  return events
    .filter(({ thumbnailKey }) => thumbnailKey !== null)
    .filter((event) => event.trackIds.some((trackId) => trackIds.includes(trackId)))
    .toSorted((a, b) => distance(a) - distance(b))[0];
}
