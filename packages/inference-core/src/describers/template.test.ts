import { expect, test } from '@jest/globals';
import type { EventType } from '../event.ts';
import type { PersonAttributes } from '../track.ts';
import { templateDescriber } from './template.ts';

const unknown: PersonAttributes = { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 };
const woman: PersonAttributes = {
  gender: 'female',
  genderConfidence: 0.9,
  ageBand: { minYears: 25, maxYears: 45 },
  faceSamples: 4,
};

test.each<[EventType, PersonAttributes, Record<string, string | number>, string]>([
  ['entered', unknown, { edge: 'left' }, 'A person comes into view from the left.'],
  ['entered', woman, { edge: 'inside' }, 'A woman of about 25 to 45 comes into view.'],
  ['left', unknown, { edge: 'right' }, 'A person goes out of view at the right.'],
  ['walking', woman, { direction: 'left' }, 'A woman of about 25 to 45 walks to the left for 4 seconds.'],
  [
    'walking',
    unknown,
    { direction: 'towards the camera' },
    'A person walks towards the camera for 4 seconds.',
  ],
  ['standing', unknown, {}, 'A person stands for 4 seconds.'],
  ['sitting', unknown, {}, 'A person sits for 4 seconds.'],
  [
    'collapse',
    unknown,
    { downSeconds: 1.6, fallSeconds: 0.2 },
    'A person collapses and stays down for at least 2 seconds.',
  ],
])('%s of %j with %j', async (type, attributes, evidence, sentence) => {
  const event = { type, startMs: 1000, endMs: 5000, evidence };
  const track = { trackId: 1, startMs: 0, endMs: 9000, attributes };
  expect(await templateDescriber.describe({ event, track })).toBe(sentence);
});

test.each<[EventType, string]>([
  ['entered', 'A person comes into view.'],
  ['left', 'A person goes out of view.'],
  ['walking', 'A person walks for 12 minutes 34 seconds.'],
  ['collapse', 'A person collapses and stays down.'],
])('%s leaves unsaid what its evidence does not hold', async (type, sentence) => {
  const event = { type, startMs: 0, endMs: 754_000, evidence: {} };
  const track = { trackId: 1, startMs: 0, endMs: 754_000, attributes: unknown };
  expect(await templateDescriber.describe({ event, track })).toBe(sentence);
});

test.each([
  ['male', 0, 15, 'A boy of about 0 to 15'],
  ['unknown', 5, 20, 'A person of about 5 to 20'],
  ['female', 60, 85, 'An older woman of about 60 to 85'],
] as const)('somebody %s of %d to %d years is called "%s"', async (gender, minYears, maxYears, name) => {
  const attributes = { ...woman, gender, ageBand: { minYears, maxYears } };
  const event = { type: 'sitting', startMs: 0, endMs: 59_600, evidence: {} } as const;
  const track = { trackId: 1, startMs: 0, endMs: 59_600, attributes };
  expect(await templateDescriber.describe({ event, track })).toBe(`${name} sits for 1 minute.`);
});
