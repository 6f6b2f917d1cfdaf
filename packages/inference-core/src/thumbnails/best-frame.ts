import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea, clipBox } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { coveredBoxes } from './head-box.ts';
import { renderThumbnail } from './render-thumbnail.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A frame that may become the thumbnail of an event. Rendered only when it does, or when a chunk ends. */
export interface FrameCandidate {
  /** Stays the same when a better frame takes the place of this one. */
  readonly fileName: string;
  readonly quality: number;
  /** Null once the picture has been emitted. */
  readonly render: (() => Promise<Uint8Array>) | null;
}

/** JSON value of a candidate whose picture has been emitted. */
export type StoredCandidate = Omit<FrameCandidate, 'render'>;

export interface ShownPerson {
  readonly frame: Frame;
  readonly person: PersonDetection;
  /** Everybody in the frame, the person included: their heads are blurred too. */
  readonly persons: readonly PersonDetection[];
  /** Faces that were seen, also of those of whom nothing else was. */
  readonly faces: readonly Box[];
  /** Names the event; the same for all frames of it. */
  readonly name: string;
  readonly keep: 'best' | 'latest';
  readonly blurFaces: boolean;
}

/** A frame replaces a candidate when it is clearly better; small gains are not worth it. */
const minGain = 1.05;
/** A person cut off by the border counts so much less. */
const cutOffFactor = 0.7;
/** What facing the camera adds and facing away takes: less than size and certainty decide. */
const facingGain = 0.1;

/** Chooses between the candidate so far and another frame. */
export function considerFrame(candidate: FrameCandidate | null, shown: ShownPerson): FrameCandidate {
  const { frame, person, persons, faces, keep, blurFaces, name } = shown;
  const quality = thumbnailQuality(person, frame);
  if (candidate && keep === 'best' && quality <= candidate.quality * minGain) return candidate;
  const content = { subject: person.box, blurred: blurFaces ? coveredBoxes(persons, faces) : [] };
  return {
    fileName: `${name}.jpg`,
    quality,
    render: () => renderThumbnail(frame, content),
  };
}

/** The candidate's picture, unless it has been emitted already. */
export async function renderCandidate({ fileName, render }: FrameCandidate): Promise<Thumbnail | null> {
  return render && { fileName, data: await render() };
}

/**
 * How well a frame shows a person: large, certain, not cut off by the border, and rather from the front.
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
