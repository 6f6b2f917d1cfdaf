import { expect, test } from '@jest/globals';
import { eventTable } from './event-table.ts';
import type { ReportedEvent } from './reported-event.ts';
import type { ReportedTrack } from './reported-track.ts';
import { trackTable } from './track-table.ts';

const event = (facts: Partial<ReportedEvent>): ReportedEvent => ({
  eventId: 'walking-1-0',
  video: '/footage/a.mp4',
  type: 'walking',
  state: 'proposed',
  trackIds: [1],
  startMs: 0,
  endMs: 4000,
  occurredAt: null,
  confidence: 0.755,
  description: 'A person walks.',
  thumbnail: '/out/a/walking-1-0.jpg',
  evidence: {},
  frames: [],
  answer: null,
  ...facts,
});
const track = (facts: Partial<ReportedTrack>): ReportedTrack => ({
  trackId: 1,
  video: '/footage/a.mp4',
  startMs: 0,
  endMs: 9000,
  gender: 'unknown',
  genderConfidence: 0,
  ageBand: null,
  faceSamples: 0,
  path: [],
  ...facts,
});

test('events of one video show when, what, who and their picture', () => {
  const lines = eventTable([event({})]).split('\n');
  expect(lines[0]).toMatch(/^In the video +Type +State +Person +Confidence +Description +Thumbnail$/);
  expect(lines[1]).toMatch(
    /^0:00\.0 - 0:04\.0 +walking +proposed +1 +0\.7[56] +A person walks\. +walking-1-0\.jpg$/,
  );
});

test('videos and moments of the day are shown where they say something', () => {
  const occurredAt = new Date('2026-05-01T12:00:00Z');
  const table = eventTable([event({}), event({ video: '/footage/b.mp4', occurredAt, thumbnail: null })]);
  expect(table).toMatch(/^Video +In the video +At /);
  expect(table).toMatch(/\nb\.mp4 .* 2026-05-01 12:00:00Z .* -$/);
});

test('people are shown with what they did, in the order in which it began, with total times', () => {
  const events = [
    event({ startMs: 6000, endMs: 9400 }),
    event({}),
    event({ type: 'entered', startMs: 0, endMs: 0 }),
    event({ video: '/footage/b.mp4', type: 'sitting' }),
  ];
  const known = { gender: 'female', genderConfidence: 0.834, ageBand: { minYears: 20, maxYears: 45 } };
  const table = trackTable([track(known), track({ trackId: 2 })], events);
  expect(table.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ +1 .* female \(83 %\) +20-45 +walking 7 s, entered$/),
    expect.stringMatching(/^ +2 .* unknown +unknown +-$/),
  ]);
});
