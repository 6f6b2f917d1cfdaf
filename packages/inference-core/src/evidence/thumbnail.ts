import { boxArea, clipBox } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import type { HeadFinder } from './head-box.ts';
import { renderThumbnail, thumbnailView } from './render-thumbnail.ts';
import type { ShownSubject } from './subject.ts';

/** A picture of an event: the person marked, heads blurred unless the caller wanted otherwise. */
export interface Thumbnail {
  /** Named by an event of this chunk or a later one; a later picture of the same name takes its place. */
  readonly fileName: string;
  /** JPEG */
  readonly data: Uint8Array;
}

/** A frame that may become the thumbnail of an event. Rendered only when it does, or when a chunk ends. */
export interface ThumbnailCandidate {
  readonly quality: number;
  /** Null once a chunk has emitted the picture. */
  readonly render: (() => Promise<Uint8Array>) | null;
  /** Embedding of a picture that has been emitted; null before, or when pictures are not embedded. */
  readonly embedding: Float32Array | null;
}

export interface CandidateOptions {
  /** Whether the thumbnail shows the best frame of the event or its latest. */
  readonly keep: 'best' | 'latest';
  /** Finds the heads to blur; null when nothing is blurred. */
  readonly findHeads: HeadFinder | null;
}

/** A frame replaces a candidate when it is clearly better; small gains are not worth it. */
const minGain = 1.05;
/** One that a chunk has emitted costs another search for faces and another picture. */
const minGainOverEmitted = 1.2;
/** Factor by which a person cut off by the border counts less. */
const cutOffFactor = 0.7;
/** Share that facing the camera adds and facing away takes: less than size and certainty decide. */
const facingGain = 0.1;

/** Chooses between the candidate so far and another frame. */
export function considerFrame(
  candidate: ThumbnailCandidate | null,
  shown: ShownSubject,
  { keep, findHeads }: CandidateOptions,
): ThumbnailCandidate {
  const { frame, subject, fit = 1 } = shown;
  const quality = fit * thumbnailQuality(subject, frame);
  const gain = candidate?.render === null ? minGainOverEmitted : minGain;
  if (candidate && keep === 'best' && quality <= candidate.quality * gain) return candidate;
  const render = async () => {
    const blurred = (await findHeads?.(shown, thumbnailView(frame))) ?? [];
    return await renderThumbnail(frame, { subject: subject.box, blurred });
  };
  return { quality, render, embedding: null };
}

/**
 * Rates how well a frame shows a person: large, certain, not cut off by the border, and rather from the front.
 *
 * @returns above 0, in no unit; to be compared within a video only
 */
export function thumbnailQuality(
  { box, confidence, orientationDegrees }: PersonDetection,
  frame: Pick<Frame, 'width' | 'height'>,
): number {
  const margin = 2;
  const whole = { x1: box.x1 - margin, y1: box.y1 - margin, x2: box.x2 + margin, y2: box.y2 + margin };
  const isWhole = boxArea(clipBox(whole, frame)) === boxArea(whole);
  const towardsCamera =
    orientationDegrees === undefined ? 0 : -Math.cos((orientationDegrees * Math.PI) / 180);
  return (
    confidence * Math.sqrt(boxArea(box)) * (isWhole ? 1 : cutOffFactor) * (1 + facingGain * towardsCamera)
  );
}
