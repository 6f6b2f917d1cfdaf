import type { SavedVisit, SavedVisitEvent } from './open-visit.ts';

/** What a clip shows: a visit, or an event of it. */
export interface WantedClip {
  readonly visit: SavedVisit;
  /** Null for the whole visit. */
  readonly event: SavedVisitEvent | null;
}

/**
 * Renders a clip as MP4 in which no head can be recognized.
 *
 * @throws {ClipUnavailableError} the footage is gone
 */
export type RenderClip = (clip: WantedClip, signal: AbortSignal) => Promise<Uint8Array>;

/** There is no footage to make a clip of. The message is meant for clients. */
export class ClipUnavailableError extends Error {
  override readonly name = 'ClipUnavailableError';
}
