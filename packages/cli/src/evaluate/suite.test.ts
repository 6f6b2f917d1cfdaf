import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSuite } from './suite.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'suite-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function suite(text: string): Promise<string> {
  const path = join(directory, 'suite.yaml');
  await writeFile(path, text);
  return path;
}

test('labels belong to the videos that they name; videos lie in the folder of the footage', async () => {
  await writeFile(
    join(directory, 'people.csv'),
    'video,person,seconds,left,top,right,bottom\na.mp4,1,0,0,0,40,100\n',
  );
  await writeFile(
    join(directory, 'states.csv'),
    'video,person,state,start_seconds,end_seconds\na.mp4,1,sitting,0,2\n',
  );
  await writeFile(
    join(directory, 'events.csv'),
    'video,type,start_seconds,end_seconds\na.mp4,collapse,1,2\nb.mp4,,,\n',
  );
  await writeFile(
    join(directory, 'store.yaml'),
    'id: s\nname: S\ntimeZone: UTC\ncameras:\n  - id: c\n    name: C\n    zones:\n' +
      '      - { name: shelf, kind: shelf, polygon: [[0, 0], [1, 0], [1, 1]] }\n',
  );
  const path = await suite(`people: people.csv
states: states.csv
events: events.csv
sequences:
  - { name: one, videos: [a.mp4], fps: 2.5, store: store.yaml }
  - { name: two, videos: [b.mp4, c.mp4] }
`);
  const box = { x1: 0, y1: 0, x2: 40, y2: 100 };
  const [one, two] = await readSuite(path, '/footage');
  expect(one).toMatchObject({ name: 'one', fps: 2.5, store: { zones: [{ name: 'shelf' }] } });
  expect(one!.videos).toEqual([
    {
      name: 'a.mp4',
      path: '/footage/a.mp4',
      people: [{ id: 1, stays: [[{ timeMs: 0, box }]] }],
      states: [{ person: 1, state: 'sitting', startMs: 0, endMs: 2000 }],
      events: [{ type: 'collapse', startMs: 1000, endMs: 2000 }],
    },
  ]);
  expect(two).toMatchObject({ fps: undefined, store: null, videos: [{ events: [] }, { events: undefined }] });
});

test.each([
  {
    problem: 'a suite without sequences',
    text: 'sequences: []',
    message: /suite\.yaml: sequences: Too small/,
  },
  {
    problem: 'one file of MOT15 labels for two videos',
    text: 'sequences: [{ name: a, videos: [a.mp4, b.mp4], mot15: gt.txt }]',
    message: /suite\.yaml: sequences\.0\.mot15: one file labels one video, but the sequence has several/,
  },
  {
    problem: 'a missing label file',
    text: 'people: none.csv\nsequences: [{ name: a, videos: [a.mp4] }]',
    message: /none\.csv: ENOENT/,
  },
])('refuses $problem', async ({ text, message }) => {
  await expect(readSuite(await suite(text), directory)).rejects.toThrow(message);
});
