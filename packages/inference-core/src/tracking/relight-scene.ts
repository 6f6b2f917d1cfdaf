import { quantile } from '../quantile.ts';
import { minChange, type StillScene, unknown } from './still-scene.ts';

/** Rounds of the fit: each leaves out what the one before does not explain, such as people. */
const rounds = 3;
/** Share of the cells that the light explains, at least: people and what they moved fill less than the rest. */
const explainedShare = 0.75;

/** Brightness of cells before and now. */
type Pair = readonly [before: number, now: number];

/** Light that makes a cell of brightness `b` one of `gain * b + offset`. */
interface Light {
  readonly gain: number;
  readonly offset: number;
}

/**
 * Shows a scene in the light of a picture: where a light is switched on, most cells change, and that somebody lies in one
 * of them cannot be told from it. A scene whose cells have mostly kept their brightness is returned as it is.
 */
export function relightScene(scene: StillScene | null, now: StillScene): StillScene | null {
  if (scene?.rows !== now.rows) return scene;
  if (isMostlyKept(scene, now)) return scene;
  const pairs = [...scene.cells]
    .map((before, cell): Pair => [before, now.cells[cell]!])
    .filter(([before]) => before !== unknown);
  const { gain, offset } = fitLight(pairs);
  const relit = (value: number) => Math.max(1, Math.min(255, Math.round(gain * value + offset)));
  return { rows: scene.rows, cells: scene.cells.map((value) => (value === unknown ? value : relit(value))) };
}

/** Whether half of the known cells have kept their brightness; so they have in nearly every frame. */
function isMostlyKept({ cells }: StillScene, now: StillScene): boolean {
  let kept = 0;
  let known = 0;
  for (const [cell, before] of cells.entries()) {
    if (before === unknown) continue;
    known++;
    if (Math.abs(now.cells[cell]! - before) < minChange / 2) kept++;
  }
  return kept >= known / 2;
}

function fitLight(pairs: readonly Pair[]): Light {
  let light = leastSquares(pairs);
  for (let round = 1; round < rounds; round++) {
    const errors = pairs.map(([before, now]) => Math.abs(light.gain * before + light.offset - now));
    const limit = Math.max(
      minChange / 2,
      quantile(
        errors.toSorted((a, b) => a - b),
        explainedShare,
      ),
    );
    light = leastSquares(pairs.filter((_, index) => errors[index]! <= limit));
  }
  return light;
}

function leastSquares(pairs: readonly Pair[]): Light {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [before, now] = [mean(pairs.map(([value]) => value)), mean(pairs.map(([, value]) => value))];
  const variance = mean(pairs.map(([value]) => (value - before) ** 2));
  const covariance = mean(pairs.map(([value, other]) => (value - before) * (other - now)));
  const gain = variance < 1 ? 1 : covariance / variance;
  return { gain, offset: now - gain * before };
}
