import type { Frame } from '../frame.ts';
import { type BlurRegion, pixelated } from './pixelate.ts';

/**
 * Makes regions of a frame unrecognizable: each head becomes four squares across. `headFinder` finds them.
 *
 * @returns a new frame; the given one stays as it is
 */
export async function blurRegions(frame: Frame, regions: readonly BlurRegion[]): Promise<Frame> {
  const blurred = await pixelated(frame, regions);
  return { ...frame, data: await blurred.removeAlpha().raw().toBuffer() };
}
