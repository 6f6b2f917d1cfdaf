import type { PersonDetection } from '../detection.ts';
import {
  considerFrame,
  type FrameCandidate,
  renderCandidate,
  type StoredCandidate,
} from '../thumbnails/best-frame.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import { type EndedEvent, eventIdOf } from './ended-event.ts';
import type { ProposedEvent, WatchRule } from './event-rule.ts';
import {
  considerMoment,
  type EvidencePictures,
  momentsUntil,
  noPictures,
  renderPictures,
  restorePictures,
  type StoredPictures,
  storePictures,
} from './evidence-pictures.ts';
import type { Scene } from './scene.ts';

interface Memory<Candidate, Pictures> {
  readonly state: unknown;
  readonly candidate: Candidate | null;
  readonly pictures: Pictures;
}
/** What a rule remembers, and the pictures of the event that it has in sight. */
export type RuleMemory = Memory<FrameCandidate, EvidencePictures>;
/** JSON value of a memory at a chunk border. */
export type StoredMemory = Memory<StoredCandidate, StoredPictures>;

type AnyRule = Omit<WatchRule<unknown, never, ProposedEvent>, 'observe'>;

export const freshMemory = ({ initial }: AnyRule): RuleMemory => ({
  state: initial,
  candidate: null,
  pictures: noPictures,
});

export function restoreMemory({ state, candidate, pictures }: StoredMemory): RuleMemory {
  return {
    state,
    candidate: candidate && { ...candidate, render: null },
    pictures: restorePictures(pictures),
  };
}

/** Whom a frame shows in an event. */
export interface Subject {
  readonly scene: Scene;
  readonly person: PersonDetection;
  /** The first track of the event. */
  readonly trackId: number;
}

/**
 * The memory behind a step of its rule: while an event is in sight, its best pictures are kept.
 *
 * @param subject null when no frame is at hand or nobody of the event is in it
 */
export function remember(
  rule: AnyRule,
  before: RuleMemory,
  { state, subject }: { state: unknown; subject: Subject | null },
): RuleMemory {
  const openSinceMs = rule.openSinceMs(state);
  const goesOn = openSinceMs === rule.openSinceMs(before.state);
  const { candidate, pictures } = goesOn ? before : freshMemory(rule);
  if (openSinceMs === null || !subject) return { state, candidate, pictures };
  const { scene, person, trackId } = subject;
  const sighting = { ...scene, person, name: eventIdOf(rule, trackId, openSinceMs) };
  return {
    state,
    candidate: considerFrame(candidate, { ...sighting, keep: rule.thumbnail }),
    pictures: rule.isVerified ? considerMoment(pictures, sighting) : pictures,
  };
}

/** The event that a rule proposed, with the pictures that were kept of it. */
export function endEvent(
  rule: AnyRule,
  { trackIds, ...event }: ProposedEvent & { readonly trackIds: readonly number[] },
  { candidate, pictures }: RuleMemory,
): EndedEvent {
  const eventId = eventIdOf(rule, trackIds[0]!, event.startMs);
  const shown = momentsUntil(pictures, event.endMs);
  return { ...event, eventId, type: rule.type, trackIds, candidate, pictures: shown };
}

/** What a chunk border asks for of all rules. */
export interface MemoryCheckpoint {
  /** Pictures of events that are still open, which a later chunk may name; each is handed out once. */
  readonly thumbnails: readonly Thumbnail[];
  readonly memories: ReadonlyMap<string, RuleMemory>;
  /** By name of the rule. */
  readonly stored: Readonly<Record<string, StoredMemory>>;
}

/** Hands out the pictures of open events, and makes JSON values of the memories. */
export async function checkpointMemories(
  memories: ReadonlyMap<string, RuleMemory>,
): Promise<MemoryCheckpoint> {
  const thumbnails: Thumbnail[] = [];
  const kept = new Map<string, RuleMemory>();
  const stored: [string, StoredMemory][] = [];
  for (const [name, { state, candidate, pictures: open }] of memories) {
    const thumbnail = candidate && (await renderCandidate(candidate));
    const { pictures, rendered, fresh } = await renderPictures(open);
    thumbnails.push(...(thumbnail ? [thumbnail] : []), ...fresh);
    const handedOut = candidate && { fileName: candidate.fileName, quality: candidate.quality };
    kept.set(name, { state, candidate: handedOut && { ...handedOut, render: null }, pictures });
    stored.push([name, { state, candidate: handedOut, pictures: storePictures(open.intervalMs, rendered) }]);
  }
  return { thumbnails, memories: kept, stored: Object.fromEntries(stored) };
}
