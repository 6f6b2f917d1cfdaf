import type { Box } from '@deepsentinel/queue-contracts';
import { jointColors, mebowModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cocoKeypoints } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import type { BodyEstimate, PoseEstimator } from './estimators.ts';
import { mebowEstimator } from './mebow.ts';

/** Its crop, 1.25 times as large, is the whole of a frame of 300 x 400 pixels. */
const body: Box = { x1: 30, y1: 40, x2: 270, y2: 360 };
const size = { width: 300, height: 400 };

let opened: LoadedStage<PoseEstimator>;
beforeAll(async () => {
  opened = await loadSyntheticModel(mebowModel({ batch: 'N' }), mebowEstimator);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

const estimate = async (frame: Frame): Promise<BodyEstimate> =>
  (await opened.stage.estimate(frame, [body]))[0]!;

function mirrored({ data, width, height, timeMs }: Frame): Frame {
  return paintedFrame({ width, height, timeMs }, (x, y) => {
    const source = (y * width + width - 1 - x) * 3;
    return [data[source]!, data[source + 1]!, data[source + 2]!];
  });
}

/** Red weighs more than blue: whoever swaps them sees the light on the other side. */
const facing = (degrees: number) =>
  paintedFrame(size, (x, y) => {
    const isLight = [y < 200, x < 150, y >= 200, x >= 150][degrees / 90];
    return isLight ? [200, 0, 0] : [0, 0, 200];
  });

describe('the synthetic MEBOW', () => {
  test.each([0, 90, 180, 270])('estimates a body that faces %i degrees', async (degrees) => {
    expect((await estimate(facing(degrees))).orientationDegrees).toBe(degrees);
  });

  test.each([0, 90, 180, 270])(
    'estimates a body that faces %i degrees the other way in a mirror',
    async (degrees) => {
      const bin = degrees / 5;
      const { orientationDegrees } = await estimate(mirrored(facing(degrees)));
      expect(orientationDegrees).toBe(5 * ((72 - bin) % 72));
    },
  );

  test('finds joints at their colors, within half a cell', async () => {
    const places = cocoKeypoints.map((_name, index) => ({
      x: 40 + 50 * (index % 5),
      y: 50 + 80 * Math.floor(index / 5),
    }));
    const frame = paintedFrame(size, (x, y) => {
      const joint = places.findIndex((place) => Math.hypot(place.x - x, place.y - y) < 8);
      return (jointColors[joint]?.map((share) => Math.round(255 * share)) ?? [0, 0, 0]) as [
        number,
        number,
        number,
      ];
    });
    const { pose } = await estimate(frame);
    for (const [index, name] of cocoKeypoints.entries()) {
      expect(pose[name].confidence).toBeGreaterThan(0.9);
      expect(Math.hypot(pose[name].x - places[index]!.x, pose[name].y - places[index]!.y)).toBeLessThan(10);
    }
  });

  test('finds no joints in an empty room', async () => {
    const { pose } = await estimate(paintedFrame(size, () => [128, 128, 128]));
    expect(cocoKeypoints.map((name) => pose[name].confidence)).toEqual(cocoKeypoints.map(() => 0));
  });
});

test('MEBOW is refused with another tensor shape, with both shapes in the message', async () => {
  const model = mebowModel({ batch: 1 });
  const { file, onnx } = model.networks['model']!;
  const renamed = {
    ...onnx,
    nodes: onnx.nodes.map((node) => ({
      ...node,
      outputs: node.outputs.map((name) => (name === 'hoe' ? 'orientation' : name)),
    })),
    outputs: onnx.outputs.map((output) =>
      output.name === 'hoe' ? { ...output, name: 'orientation' } : output,
    ),
  };
  const opening = loadSyntheticModel(
    { ...model, networks: { model: { file, onnx: renamed } } },
    mebowEstimator,
  );
  await expect(opening).rejects.toThrow('expected a tensor float32 [1, 72], found none');
});
