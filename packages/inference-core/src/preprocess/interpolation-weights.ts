/** The two source pixels that each pixel of a crop's axis is mixed of. */
export interface CropWeights {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeights: Float32Array;
  readonly secondWeights: Float32Array;
}

/**
 * Scales a whole axis as OpenCV's `resize` does with `INTER_LINEAR`: pixels are areas, the outermost repeat beyond the
 * border, and shrinking skips pixels.
 */
export function resizeWeights(sourceSize: number, size: number): CropWeights {
  const step = sourceSize / size;
  const last = sourceSize - 1;
  const positions = Array.from({ length: size }, (_, pixel) => {
    return Math.min(Math.max((pixel + 0.5) * step - 0.5, 0), last);
  });
  return weightsAt(positions, sourceSize);
}

/**
 * Samples an axis at `origin`, `origin + step`, ... as OpenCV's `warpAffine` does with `INTER_LINEAR`: pixels are points,
 * and black beyond the border.
 */
export function warpWeights(
  { origin, step, size }: { readonly origin: number; readonly step: number; readonly size: number },
  sourceSize: number,
): CropWeights {
  const positions = Array.from({ length: size }, (_, pixel) => origin + pixel * step);
  return weightsAt(positions, sourceSize);
}

/** Pixels outside the source weigh nothing. */
function weightsAt(positions: readonly number[], sourceSize: number): CropWeights {
  const isInside = (pixel: number) => pixel >= 0 && pixel < sourceSize;
  const before = positions.map(Math.floor);
  const share = positions.map((position, index) => position - before[index]!);
  return {
    first: Int32Array.from(before, (pixel) => (isInside(pixel) ? pixel : 0)),
    second: Int32Array.from(before, (pixel) => (isInside(pixel + 1) ? pixel + 1 : 0)),
    firstWeights: Float32Array.from(before, (pixel, index) => (isInside(pixel) ? 1 - share[index]! : 0)),
    secondWeights: Float32Array.from(before, (pixel, index) => (isInside(pixel + 1) ? share[index]! : 0)),
  };
}
