import type { EvidenceFrame } from '@deepsentinel/queue-contracts';
import { headRegions } from './head-box.ts';
import { renderCrop } from './render-crop.ts';
import type { ShownSubject } from './subject.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A keyframe of an event as shown to the model that verifies it. */
export interface EvidencePicture extends EvidenceFrame {
  /** JPEG of the person and the surroundings. */
  readonly jpeg: Uint8Array;
}

/** A keyframe that may be shown. Rendered when the event is reported, or when a chunk ends. */
interface Keyframe extends EvidenceFrame {
  readonly render: () => Promise<Uint8Array>;
  /** Whether a chunk has emitted the picture. */
  readonly emitted: boolean;
}

/** Keyframes of an event that is not over, ascending in time. */
export interface Keyframes {
  /** Least time between two keyframes, milliseconds. */
  readonly intervalMs: number;
  readonly frames: readonly Keyframe[];
}

/** JSON value of keyframes that have been emitted: a resumed analysis shows the model the same ones. */
export interface SavedKeyframes {
  readonly intervalMs: number;
  readonly frames: readonly (EvidenceFrame & { readonly jpegBase64: string })[];
}

export const noKeyframes: Keyframes = { intervalMs: 400, frames: [] };

const maxKeyframes = 4;

/** Takes in a frame. Of many keyframes, every other one is dropped, so that a few are left from all over the event. */
export function sampleKeyframe(
  { intervalMs, frames }: Keyframes,
  { frame, subject, persons, faces }: ShownSubject,
  { event, blurFaces }: { readonly event: string; readonly blurFaces: boolean },
): Keyframes {
  const last = frames.at(-1);
  if (last && frame.timeMs - last.timeMs < intervalMs) return { intervalMs, frames };
  const content = { subject: subject.box, blurred: blurFaces ? headRegions(persons, faces) : [] };
  const keyframe: Keyframe = {
    timeMs: frame.timeMs,
    box: subject.box,
    thumbnail: `${event}-at-${frame.timeMs}.jpg`,
    render: () => renderCrop(frame, content),
    emitted: false,
  };
  const all = [...frames, keyframe];
  if (all.length <= maxKeyframes) return { intervalMs, frames: all };
  return { intervalMs: 2 * intervalMs, frames: all.filter((_, index) => index % 2 === 0) };
}

/** Leaves the keyframes up to a time: a rule may wait for the end of what is over. One is kept in any case. */
export function keyframesUntil({ intervalMs, frames }: Keyframes, endMs: number): Keyframes {
  const within = frames.filter(({ timeMs }) => timeMs <= endMs);
  return { intervalMs, frames: within.length > 0 ? within : frames.slice(0, 1) };
}

/**
 * Renders what has not been rendered, and lets go of the frames.
 *
 * @returns the keyframes, all of them; the pictures that no chunk has emitted yet are `fresh`
 */
export async function renderKeyframes({ intervalMs, frames }: Keyframes): Promise<{
  readonly keyframes: Keyframes;
  readonly pictures: readonly EvidencePicture[];
  readonly fresh: readonly Thumbnail[];
}> {
  const pictures: EvidencePicture[] = [];
  const fresh: Thumbnail[] = [];
  for (const { timeMs, box, thumbnail, render, emitted } of frames) {
    const jpeg = await render();
    pictures.push({ timeMs, box, thumbnail, jpeg });
    if (!emitted) fresh.push({ fileName: thumbnail, data: jpeg });
  }
  const rendered = pictures.map(({ jpeg, ...frame }) => ({
    ...frame,
    render: async () => jpeg,
    emitted: true,
  }));
  return { keyframes: { intervalMs, frames: rendered }, pictures, fresh };
}

/** Makes a JSON value of keyframes that have been rendered. */
export function savedKeyframes(intervalMs: number, pictures: readonly EvidencePicture[]): SavedKeyframes {
  return {
    intervalMs,
    frames: pictures.map(({ jpeg, ...frame }) => ({
      ...frame,
      jpegBase64: Buffer.from(jpeg).toString('base64'),
    })),
  };
}

/** Takes up keyframes that have been saved, and so emitted. */
export function resavedKeyframes({ intervalMs, frames }: SavedKeyframes): Keyframes {
  return {
    intervalMs,
    frames: frames.map(({ jpegBase64, ...frame }) => ({
      ...frame,
      render: async () => Buffer.from(jpegBase64, 'base64'),
      emitted: true,
    })),
  };
}
