import type { EvidenceFrame } from '@deepsentinel/queue-contracts';
import type { HeadFinder } from './head-box.ts';
import { cropView, renderCrop } from './render-crop.ts';
import type { ShownSubject } from './subject.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A keyframe of an event as shown to the model that verifies it. */
export interface EvidencePicture extends EvidenceFrame {
  /** JPEG of the person and the surroundings, with heads blurred unless the model is a local one. */
  readonly jpeg: Uint8Array;
}

/** A keyframe that may be shown. Rendered when the event is reported, or when a chunk ends. */
interface Keyframe extends EvidenceFrame {
  /** Renders the picture that is emitted and saved. */
  readonly render: () => Promise<Uint8Array>;
  /** Renders the picture that the model sees and nobody saves; null when it sees the emitted one. */
  readonly renderClear: (() => Promise<Uint8Array>) | null;
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

export interface KeyframeOptions {
  /** Name of the event in progress. */
  readonly event: string;
  /** Finds the heads to blur; null when nothing is blurred. */
  readonly findHeads: HeadFinder | null;
  /** Whether the model is shown heads as they are. */
  readonly showClear: boolean;
}

/** Takes in a frame. Of many keyframes, every other one is dropped, so that a few are left from all over the event. */
export function sampleKeyframe(
  { intervalMs, frames }: Keyframes,
  shown: ShownSubject,
  { event, findHeads, showClear }: KeyframeOptions,
): Keyframes {
  const {
    frame,
    subject: { box: subject },
  } = shown;
  const last = frames.at(-1);
  if (last && frame.timeMs - last.timeMs < intervalMs) return { intervalMs, frames };
  const keyframe: Keyframe = {
    timeMs: frame.timeMs,
    box: subject,
    thumbnail: `${event}-at-${frame.timeMs}.jpg`,
    render: async () => {
      const blurred = (await findHeads?.(shown, cropView(subject, frame))) ?? [];
      return await renderCrop(frame, { subject, blurred });
    },
    renderClear: findHeads && showClear ? () => renderCrop(frame, { subject, blurred: [] }) : null,
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
 * Renders the keyframes of an event that is over.
 *
 * @returns the pictures as the model sees them; those that no chunk has emitted yet are `fresh`
 */
export async function renderKeyframes({ frames }: Keyframes): Promise<{
  readonly pictures: readonly EvidencePicture[];
  readonly fresh: readonly Thumbnail[];
}> {
  const pictures: EvidencePicture[] = [];
  const fresh: Thumbnail[] = [];
  for (const { timeMs, box, thumbnail, render, renderClear, emitted } of frames) {
    const stored = await render();
    pictures.push({ timeMs, box, thumbnail, jpeg: (await renderClear?.()) ?? stored });
    if (!emitted) fresh.push({ fileName: thumbnail, data: stored });
  }
  return { pictures, fresh };
}

/**
 * Renders the keyframes of an event in progress, and lets go of the frames. From then on a local model, too, sees the
 * emitted pictures: no others may be saved, and an analysis must not depend on whether it was interrupted here.
 */
export async function emitKeyframes({ intervalMs, frames }: Keyframes): Promise<{
  readonly keyframes: Keyframes;
  readonly saved: SavedKeyframes;
  readonly fresh: readonly Thumbnail[];
}> {
  const blurred = { intervalMs, frames: frames.map((frame) => ({ ...frame, renderClear: null })) };
  const { pictures, fresh } = await renderKeyframes(blurred);
  const saved = savedKeyframes(intervalMs, pictures);
  return { keyframes: resavedKeyframes(saved), saved, fresh };
}

/** Makes a JSON value of keyframes that have been rendered. */
function savedKeyframes(intervalMs: number, pictures: readonly EvidencePicture[]): SavedKeyframes {
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
      renderClear: null,
      emitted: true,
    })),
  };
}
