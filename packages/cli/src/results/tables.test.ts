import { expect, test } from '@jest/globals';
import { eventTable } from './event-table.ts';
import { occupancyTable } from './occupancy-table.ts';
import type { ReportedEvent } from './reported-event.ts';
import { reportOccupancy } from './reported-occupancy.ts';
import type { ReportedTrack } from './reported-track.ts';
import { trackTable } from './track-table.ts';
import { visitTable } from './visit-table.ts';

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

const facts = { bucket: 'file', storeId: null, cameraId: null, width: 640, height: 480, durationMs: 60_000 };
const video = {
  ...facts,
  videoId: 'v-1',
  runId: 'r-1',
  versionId: '1',
  key: '/footage/a.mp4',
  recordedAt: null,
  settings: {},
};

test('visits show who, in, out, where and what by the clock of the store, and what is unknown', () => {
  const attributes = { gender: 'female', genderConfidence: 0.9, ageBand: null, faceSamples: 1 } as const;
  const visit = {
    ...{ visitId: 'v-1.1', videos: [video], timeZone: 'Asia/Seoul' },
    ...{ trackId: 1, attributes, startMs: 5000, endMs: 255_000 },
    startedAt: new Date('2026-05-01T05:03:10Z'),
    endedAt: new Date('2026-05-01T05:07:20Z'),
    entrance: { how: 'entered', by: 'left' },
    departure: { how: 'left', by: 'the door' },
    dwell: [{ zone: 'drinks', kind: 'shelf', dwellMs: 120_000 }],
    crossings: [],
    timeline: [
      { state: 'walking', startMs: 5000, endMs: 45_000 },
      { state: 'standing', startMs: 45_000, endMs: 255_000 },
    ],
    ...{ reaches: 2, paid: true, thumbnail: '/out/standing-1-45000.jpg', events: [] },
  } as const;
  const unknown = { ...visit, trackId: 2, dwell: null, reaches: null, paid: null, thumbnail: null };
  const table = visitTable([visit, unknown]);
  const passages = '14:03:10 by the left edge +14:07:20 by the door +4 min 10 s';
  const states = 'standing 3 min 30 s, walking 40 s';
  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^Person +Who +In +Out +Stayed +At +States +Reaches +Paid +Picture$/),
    expect.stringMatching(
      new RegExp(`^ +1 +a woman +${passages} +drinks 2 min +${states} +2 +yes +standing-1-45000.jpg$`),
    ),
    expect.stringMatching(new RegExp(`^ +2 +a woman +${passages} +unknown +${states} +unknown +unknown +-$`)),
  ]);
  const later = { ...unknown, startedAt: new Date('2026-05-02T05:03:10Z'), videos: [video, video] };
  const lines = visitTable([unknown, later]).split('\n');
  expect(lines[0]).toMatch(/^Video +Day +Person +Who +In +Out +Stayed +States +Picture$/);
  expect(lines[1]).toMatch(/^a\.mp4 +2026-05-01 +2 /);
  expect(lines[2]).toMatch(/^a\.mp4 \+ 1 +2026-05-02 +2 /);
});

test('occupancy is shown by the clock of the store for each camera, or by the position in a video without a time', () => {
  const counts = { recordedMs: 15_000, entered: 2, left: 0, mostPresent: 2, meanPresent: 1.25 };
  const lines = [{ line: 'door', in: 2, out: 0 }];
  const steps = [
    { startMs: 0, endMs: 30_000, ...counts, lines },
    { startMs: 30_000, endMs: 60_000, ...counts, lines: [] },
  ];
  const table = occupancyTable(reportOccupancy({ video, isDated: false, timeZone: null, steps }));
  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^From +In +Out +Most at once +Mean +Recorded +Lines$/),
    expect.stringMatching(/^0:00.0 +2 +0 +2 +1.3 +50 % +door 2 in, 0 out$/),
    expect.stringMatching(/^0:30.0 +2 +0 +2 +1.3 +50 % +-$/),
  ]);
  const startMs = Date.UTC(2026, 4, 1, 5);
  const dated = (cameraId: string) =>
    reportOccupancy({
      ...{ video: { ...video, cameraId }, isDated: true, timeZone: 'Asia/Seoul' },
      steps: [{ ...steps[0]!, startMs, endMs: startMs + 30_000 }],
    });
  expect(
    occupancyTable([...dated('aisle'), ...dated('door')])
      .split('\n')
      .slice(1),
  ).toEqual([
    expect.stringMatching(/^aisle +2026-05-01 14:00:00 +2 /),
    expect.stringMatching(/^door +2026-05-01 14:00:00 +2 /),
  ]);
});
