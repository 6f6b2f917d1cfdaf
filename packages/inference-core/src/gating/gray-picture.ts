/** Width of the grey pictures of keyframes, cells. */
export const grayColumns = 128;

/** Number of rows that makes the cells of a grey picture square. */
export function grayRows({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(2, 2 * Math.round((grayColumns * height) / width / 2));
}

/** Cells of a block in each direction: the mean of four carries half the noise of one, and a distant person fills one. */
const blockSide = 2;
/**
 * Change of brightness from which a block looks different, of 255. A cell averages hundreds of pixels, so that the noise
 * of the sensor is far below it; what a keyframe is coded anew with moves a block by a level or two.
 */
const minChange = 3;
/** Multiple of the typical change of all blocks from which one stands out, for noise that is stronger. */
const minOutlier = 8;
/** Blocks that must stand out: one may be a blinking light. */
const minBlocks = 2;

/**
 * Tells whether something in the picture of a keyframe is not as in the one before. A change of the light that all blocks
 * share does not count.
 *
 * @param before cells of the earlier picture, uint8 [rows, 128]
 * @param now cells of the later picture, of the same shape
 */
export function isChangedPicture(before: Uint8Array, now: Uint8Array): boolean {
  const changes = blockChanges(before, now);
  const shared = median(changes);
  const distances = changes.map((change) => Math.abs(change - shared));
  const limit = Math.max(minChange, minOutlier * median(distances));
  let outliers = 0;
  for (const distance of distances) if (distance >= limit) outliers++;
  return outliers >= minBlocks;
}

/** Change of the mean brightness of each block. */
function blockChanges(before: Uint8Array, now: Uint8Array): Float32Array {
  const rows = Math.floor(now.length / grayColumns / blockSide);
  const columns = grayColumns / blockSide;
  const changes = new Float32Array(rows * columns);
  for (let row = 0; row < rows * blockSide; row++) {
    for (let column = 0; column < grayColumns; column++) {
      const cell = row * grayColumns + column;
      const block = Math.floor(row / blockSide) * columns + Math.floor(column / blockSide);
      changes[block]! += (now[cell]! - before[cell]!) / blockSide ** 2;
    }
  }
  return changes;
}

function median(values: Float32Array): number {
  return values.toSorted()[Math.floor(values.length / 2)] ?? 0;
}
