import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';
import { pixelate } from './render-thumbnail.ts';

/**
 * Makes regions of a frame unrecognizable: each becomes four squares across.
 *
 * @param regions source-frame pixels; may reach over the border. `headRegions` gives those of people
 * @returns a new frame; the given one stays as it is
 */
export async function blurRegions(frame: Frame, regions: readonly Box[]): Promise<Frame> {
  const patches = await Promise.all(regions.map((region) => pixelate(frame, region)));
  const data = await picture(frame)
    .composite(patches.filter((patch) => patch !== null))
    .removeAlpha()
    .raw()
    .toBuffer();
  return { ...frame, data };
}
