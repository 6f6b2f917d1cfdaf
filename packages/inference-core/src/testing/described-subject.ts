import type { PersonAttributes } from '@deepsentinel/queue-contracts';
import sharp from 'sharp';
import type { DescribedSubject } from '../describers/describer.ts';
import type { EvidencePicture } from '../evidence/keyframes.ts';
import { pickingRule } from '../rules/picking.ts';
import type { Track } from '../track.ts';

const unknownAttributes: PersonAttributes = {
  gender: 'unknown',
  genderConfidence: 0,
  ageBand: null,
  faceSamples: 0,
};

/** Makes a person who was seen for nine seconds. */
export function seenPerson(attributes: Partial<PersonAttributes> = {}): Omit<Track, 'path'> {
  return { trackId: 1, startMs: 0, endMs: 9000, attributes: { ...unknownAttributes, ...attributes } };
}

/** Makes a `picking` event of one person, without pictures. */
export function subject(overrides: Partial<DescribedSubject> = {}): DescribedSubject {
  return {
    rule: pickingRule,
    event: { type: 'picking', startMs: 1000, endMs: 5000, evidence: {} },
    persons: [seenPerson()],
    pictures: [],
    ...overrides,
  };
}

/** Encodes a picture of one color. */
export function coloredJpeg(
  background: string,
  { width = 120, height = 90 }: { readonly width?: number; readonly height?: number } = {},
): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Makes one evidence picture per color, one second apart. */
export async function evidencePictures(...colors: readonly string[]): Promise<EvidencePicture[]> {
  return await Promise.all(
    colors.map(async (color, index) => ({
      timeMs: 1000 + 1000 * index,
      box: { x1: 0, y1: 0, x2: 120, y2: 90 },
      thumbnail: `picking-1-1000-at-${1000 + 1000 * index}.jpg`,
      jpeg: await coloredJpeg(color),
    })),
  );
}
