import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth, clipBox } from '../box.ts';
import type { PersonDetection, Pose } from '../detection.ts';
import type { Pixels } from '../preprocess/pixels.ts';

/**
 * Colors of somebody's torso: 8 shares of grays from dark to bright, then 32 of 8 hues, each pale and strong, dark and
 * bright. They add up to 1. A JSON value.
 */
export type Appearance = readonly number[];

const grays = 8;
const hues = 8;
const bins = grays + hues * 4;

/** Most pixels that are read along each side of a torso: more do not change the shares. */
const maxSamples = { across: 16, down: 24 };
/** A torso of which less than this share is in sight has the colors of whatever hides it. */
const minVisibleShare = 0.5;
/** Joints less confident than this do not place the torso, 0..1. */
const minJointConfidence = 0.3;
/** Torso of an upright box, shares of its width and height: from below the chin to the hips, without the background. */
const uprightTorso = { left: 0.25, right: 0.75, top: 0.18, bottom: 0.5 };
/** Part of a box that is wider than high, in which the torso may lie anywhere. */
const lyingTorso = { left: 0.2, right: 0.8, top: 0.25, bottom: 0.75 };
/** Least half width of a torso seen from the side, shares of the box's height. */
const minHalfWidth = 0.06;

/**
 * Reads the colors of a person's torso.
 *
 * @param others all persons of the frame: where one who stands nearer to the camera covers the torso, no color is read
 * @returns null when too little of the torso is in sight
 */
export function appearanceOf(
  pixels: Pixels,
  person: PersonDetection,
  others: readonly PersonDetection[],
): Appearance | null {
  const torso = clipBox(torsoBox(person), pixels);
  const inFront = others.filter((other) => other !== person && other.box.y2 > person.box.y2);
  const across = Math.min(maxSamples.across, Math.floor(boxWidth(torso)));
  const down = Math.min(maxSamples.down, Math.floor(boxHeight(torso)));
  const histogram = new Float64Array(bins);
  let visible = 0;
  for (let row = 0; row < down; row++) {
    const y = torso.y1 + ((row + 0.5) * boxHeight(torso)) / down;
    for (let column = 0; column < across; column++) {
      const x = torso.x1 + ((column + 0.5) * boxWidth(torso)) / across;
      if (inFront.some(({ box }) => x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2)) continue;
      addPixel(histogram, pixels, (Math.floor(y) * pixels.width + Math.floor(x)) * 3);
      visible++;
    }
  }
  if (visible === 0 || visible < minVisibleShare * across * down) return null;
  return rounded(Array.from(histogram, (sum) => sum / visible));
}

/**
 * Compares two appearances by the Hellinger distance, which is what OpenCV's `HISTCMP_BHATTACHARYYA` computes.
 *
 * @returns 0 for the same colors in the same shares, 1 for no color in common
 * @see https://docs.opencv.org/4.x/d8/dc8/tutorial_histogram_comparison.html
 */
export function appearanceDistance(a: Appearance, b: Appearance): number {
  const shared = a.reduce((sum, share, bin) => sum + Math.sqrt(share * b[bin]!), 0);
  return Math.sqrt(Math.max(0, 1 - shared));
}

/** Moves a running average towards a new appearance; `weight` is that of the new one, 0..1. */
export function blendAppearance(average: Appearance, appearance: Appearance, weight: number): Appearance {
  return rounded(average.map((share, bin) => share + weight * (appearance[bin]! - share)));
}

/** Between the joints of shoulders and hips, or where they are in a box of this shape. */
function torsoBox({ box, pose }: PersonDetection): Box {
  const byJoints = pose && aroundTorso(pose, box);
  if (byJoints) return byJoints;
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const { left, right, top, bottom } = width > height ? lyingTorso : uprightTorso;
  return {
    x1: box.x1 + left * width,
    y1: box.y1 + top * height,
    x2: box.x1 + right * width,
    y2: box.y1 + bottom * height,
  };
}

function aroundTorso(pose: Pose, box: Box): Box | null {
  const joints = [pose.leftShoulder, pose.rightShoulder, pose.leftHip, pose.rightHip];
  if (joints.some(({ confidence }) => confidence < minJointConfidence)) return null;
  const [xs, ys] = [joints.map(({ x }) => x), joints.map(({ y }) => y)];
  const margin = minHalfWidth * Math.max(boxWidth(box), boxHeight(box));
  const [x, y] = [xs.reduce((sum, value) => sum + value) / 4, ys.reduce((sum, value) => sum + value) / 4];
  return {
    x1: Math.min(...xs, x - margin),
    y1: Math.min(...ys, y - margin),
    x2: Math.max(...xs, x + margin),
    y2: Math.max(...ys, y + margin),
  };
}

/** Shares a pixel among the bins nearest to its color, so that a small change of light moves little. */
function addPixel(histogram: Float64Array, { data }: Pixels, offset: number): void {
  const [r, g, b] = [data[offset]!, data[offset + 1]!, data[offset + 2]!];
  const brightest = Math.max(r, g, b);
  const chroma = brightest - Math.min(r, g, b);
  const value = brightest / 255;
  const saturation = brightest === 0 ? 0 : chroma / brightest;
  const colored = ramp(saturation, 0.15, 0.35) * ramp(value, 0.1, 0.25);
  addLinear(histogram, { position: value * (grays - 1), amount: 1 - colored });
  if (colored === 0) return;
  const position = (hueOf({ r, g, b }, brightest, chroma) / 6) * hues;
  const [strong, bright] = [ramp(saturation, 0.25, 0.9), ramp(value, 0.2, 0.9)];
  const lower = Math.floor(position) % hues;
  for (const [hue, share] of [
    [lower, 1 - (position % 1)],
    [(lower + 1) % hues, position % 1],
  ] as const) {
    const first = grays + hue * 4;
    const amount = colored * share;
    histogram[first]! += amount * (1 - strong) * (1 - bright);
    histogram[first + 1]! += amount * (1 - strong) * bright;
    histogram[first + 2]! += amount * strong * (1 - bright);
    histogram[first + 3]! += amount * strong * bright;
  }
}

function addLinear(
  histogram: Float64Array,
  { position, amount }: { position: number; amount: number },
): void {
  const lower = Math.floor(position);
  histogram[lower]! += amount * (1 - (position - lower));
  if (position > lower) histogram[lower + 1]! += amount * (position - lower);
}

/** Hue, 0 (red) up to 6, in sixths of the color circle. */
function hueOf({ r, g, b }: { r: number; g: number; b: number }, brightest: number, chroma: number): number {
  if (brightest === r) return ((g - b) / chroma + 6) % 6;
  return brightest === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
}

/** 0 up to `from`, 1 from `to` on, linear between. */
const ramp = (value: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));

/** Four decimals, which keeps a saved state small. */
const rounded = (shares: readonly number[]) => shares.map((share) => Math.round(share * 1e4) / 1e4);
