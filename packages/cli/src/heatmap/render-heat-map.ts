import type { Frame } from '@deepsentinel/inference-core';
import type { HeatMap, Zone } from '@deepsentinel/inference-core/visits';
import sharp from 'sharp';

/** Colors from little time to much, each with its opacity 0..255. */
const colors: readonly (readonly [red: number, green: number, blue: number, alpha: number])[] = [
  [30, 60, 200, 0],
  [30, 120, 230, 130],
  [40, 200, 160, 170],
  [250, 220, 50, 200],
  [230, 40, 30, 220],
];

const zoneColors: Readonly<Record<Zone['kind'], string>> = {
  shelf: '#ffd400',
  checkout: '#7ae582',
  exit: '#ffffff',
};

/** Blur of the background, share of its width: people in it are shapeless then. */
const blurShare = 1 / 40;

/** Picture under a heat map: a frame of the camera, or only its size, pixels. */
export type Background = Frame | { readonly width: number; readonly height: number };

/**
 * Draws a heat map as a PNG of the background's size, with the outlines of the zones: shelves yellow, checkouts green,
 * exits white. The frame below is gray and so blurred that nobody can be recognized.
 */
export async function renderHeatMap(
  map: HeatMap,
  background: Background,
  zones: readonly Zone[],
): Promise<Uint8Array> {
  const { width, height } = background;
  const { columns, rows } = map;
  const heat = await sharp(heatPixels(map), { raw: { width: columns, height: rows, channels: 4 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .png()
    .toBuffer();
  return await (await backgroundPicture(background))
    .composite([{ input: heat }, { input: Buffer.from(zonesSvg(zones, background)) }])
    .png()
    .toBuffer();
}

async function backgroundPicture(background: Background): Promise<ReturnType<typeof sharp>> {
  const { width, height } = background;
  if (!('data' in background)) {
    return sharp({ create: { width, height, channels: 3, background: '#202428' } });
  }
  // In two steps: one pipeline would convert to gray after the heat has been laid over.
  const { data, info } = await sharp(background.data, { raw: { width, height, channels: 3 } })
    .grayscale()
    .blur(Math.max(1, width * blurShare))
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width, height, channels: info.channels } }).toColorspace('srgb');
}

/** Colors each cell by the square root of its share of the warmest, so that short stays are visible, RGBA. */
function heatPixels({ seconds }: HeatMap): Buffer {
  const most = seconds.reduce((a, b) => Math.max(a, b), 0) || 1;
  const pixels = Buffer.alloc(seconds.length * 4);
  for (const [cell, value] of seconds.entries()) {
    pixels.set(colorOf(Math.sqrt(value / most)), cell * 4);
  }
  return pixels;
}

/** Color of a share 0..1, between the two nearest. */
function colorOf(share: number): number[] {
  const position = share * (colors.length - 1);
  const index = Math.min(Math.floor(position), colors.length - 2);
  const [low, high] = [colors[index]!, colors[index + 1]!];
  return low.map((level, channel) => Math.round(level + (high[channel]! - level) * (position - index)));
}

function zonesSvg(
  zones: readonly Zone[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const line = Math.max(1, width / 400).toFixed(1);
  const outlines = zones.map(({ kind, polygon }) => {
    const points = polygon.map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`).join(' ');
    return `<polygon points="${points}" fill="none" stroke="${zoneColors[kind]}" stroke-width="${line}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${outlines.join('')}</svg>`;
}
