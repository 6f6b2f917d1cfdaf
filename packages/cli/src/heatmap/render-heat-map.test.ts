import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { renderHeatMap } from './render-heat-map.ts';

const shelf = {
  name: 'drinks',
  kind: 'shelf' as const,
  polygon: [
    [0.6, 0.1],
    [0.9, 0.1],
    [0.9, 0.4],
    [0.6, 0.4],
  ] as [number, number][],
};
/** One warm cell of 16 x 9, at the left. */
const map = { columns: 16, rows: 9, seconds: new Float32Array(144).fill(60, 4 * 16 + 3, 4 * 16 + 4) };

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { at, size: [info.width, info.height] };
}

test('the warmest place is red, cold places show the background, zones their outlines', async () => {
  const { at, size } = await pixelsOf(await renderHeatMap(map, { width: 640, height: 360 }, [shelf]));
  expect(size).toEqual([640, 360]);
  const [red, green] = at(140, 180);
  expect(red).toBeGreaterThan(180);
  expect(green).toBeLessThan(90);
  expect(at(400, 300)).toEqual([0x20, 0x24, 0x28]);
  const [outlineRed, , outlineBlue] = at(480, 36);
  expect(outlineRed! - outlineBlue!).toBeGreaterThan(150);
});

test('a frame below is gray, and nothing in it is sharp', async () => {
  const data = new Uint8Array(640 * 360 * 3);
  for (let x = 0; x < 640; x++)
    for (let y = 0; y < 360; y++) data.set(x < 320 ? [255, 0, 0] : [0, 0, 0], (y * 640 + x) * 3);
  const cold = { ...map, seconds: new Float32Array(144) };
  const { at } = await pixelsOf(await renderHeatMap(cold, { data, width: 640, height: 360, timeMs: 0 }, []));
  const [red, green, blue] = at(300, 180);
  expect([green, blue]).toEqual([red, red]);
  expect(Math.abs(at(316, 180)[0]! - at(324, 180)[0]!)).toBeLessThan(30);
});
