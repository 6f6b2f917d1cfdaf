import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { counted, progressLines, progressView } from './progress-view.ts';

const progress = (share: number | null, analyzedToMs = 12_000) => ({
  share,
  analyzedToMs,
  tracks: 1,
  events: 2,
});

test('elsewhere than on a terminal there is one line for every tenth of the video', () => {
  const lines: string[] = [];
  const view = progressLines({ write: (line) => lines.push(line) });
  for (const share of [0.01, 0.05, 0.11, 0.19, 0.555, 1]) view.update(progress(share));
  view.end();
  expect(lines.map((line) => line.split(' analyzed')[0])).toEqual(['1 %', '11 %', '55 %', '100 %']);
  expect(lines[0]).toBe('1 % analyzed: 0:12.0 of video, 1 person, 2 events\n');
});

test('a video of unknown duration has a line for every minute', () => {
  const lines: string[] = [];
  const view = progressLines({ write: (line) => lines.push(line) });
  for (const timeMs of [10_000, 50_000, 61_000, 130_000]) view.update(progress(null, timeMs));
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe('analyzed: 1:01.0 of video, 1 person, 2 events\n');
});

test('a terminal shows a bar', async () => {
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo: () => {},
    clearLine: () => {},
  });
  const shown = text(terminal);
  const view = progressView(terminal as unknown as NodeJS.WriteStream);
  view.update(progress(0.5));
  view.end();
  terminal.end();
  expect(await shown).toContain('50 %  0:12.0 of video, 1 person, 2 events');
});

test('counts name one thing or many', () => {
  expect([counted(1, 'event'), counted(0, 'event'), counted(2, 'person', 'people')]).toEqual([
    '1 event',
    '0 events',
    '2 people',
  ]);
});
