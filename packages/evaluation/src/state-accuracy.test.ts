import { describe, expect, it, test } from '@jest/globals';
import { observeStates, type ReportedState, type StateFindings, stateAccuracy } from './state-accuracy.ts';
import { parseStateLabels } from './state-labels.ts';

const header = 'video,person,state,start_seconds,end_seconds';

describe('parseStateLabels', () => {
  it('reads states by video', () => {
    expect([
      ...parseStateLabels(`${header}\na.mp4,1,walking,0,1.5\na.mp4,1,standing,1.5,3\nb.mp4,2,lying,1,2\n`),
    ]).toEqual([
      [
        'a.mp4',
        [
          { person: 1, state: 'walking', startMs: 0, endMs: 1500 },
          { person: 1, state: 'standing', startMs: 1500, endMs: 3000 },
        ],
      ],
      ['b.mp4', [{ person: 2, state: 'lying', startMs: 1000, endMs: 2000 }]],
    ]);
  });

  it.each([
    {
      line: 'a.mp4,1,running,0,1',
      message: 'state is "running", expected one of standing, walking, sitting, lying',
    },
    { line: 'a.mp4,1,walking,2,1', message: '"2" to "1" is no interval in seconds' },
    { line: 'a.mp4,1,walking,1', message: `expected five fields (${header})` },
  ])('says what is wrong: $message', ({ line, message }) => {
    expect(() => parseStateLabels(`${header}\n${line}`)).toThrow(`State labels line 2: ${message}`);
  });

  it('refuses two states of a person at once', () => {
    const text = `${header}\na.mp4,1,walking,0,2\na.mp4,1,standing,1,3`;
    expect(() => parseStateLabels(text)).toThrow('State labels line 3: the person has another state then');
  });
});

const at = (x1: number) => ({ x1, y1: 0, x2: x1 + 40, y2: 100 });
const stays = (id: number, x1: number) => ({
  id,
  stays: [
    [
      { timeMs: 0, box: at(x1) },
      { timeMs: 4000, box: at(x1) },
    ],
  ],
});
const state = (trackId: number, name: ReportedState['state'], startMs: number, endMs: number) => ({
  trackId,
  state: name,
  startMs,
  endMs,
});

/** Person 1 stands for two seconds and then walks on the spot, person 2 sits; tracks 11 and 12 are theirs. */
const scene: StateFindings = {
  labels: [
    { person: 1, state: 'standing', startMs: 0, endMs: 2000 },
    { person: 1, state: 'walking', startMs: 2500, endMs: 4000 },
    { person: 2, state: 'sitting', startMs: 0, endMs: 4000 },
  ],
  people: [stays(1, 0), stays(2, 200)],
  tracks: new Map(
    [0, 1000, 2000, 3000, 4000].map((timeMs) => [
      timeMs,
      [
        { id: 12, box: at(205) },
        { id: 11, box: at(5) },
      ],
    ]),
  ),
  states: [state(11, 'standing', 0, 3000), state(12, 'sitting', 0, 2500), state(12, 'standing', 1500, 3500)],
};

test('each labeled person gets the state of the own track, several where states overlap, none where none is stated', () => {
  expect(observeStates(scene)).toEqual([
    { labeled: 'standing', reported: 'standing' },
    { labeled: 'sitting', reported: 'sitting' },
    { labeled: 'standing', reported: 'standing' },
    { labeled: 'sitting', reported: 'sitting' },
    { labeled: 'standing', reported: 'standing' },
    { labeled: 'sitting', reported: 'several' },
    { labeled: 'walking', reported: 'standing' },
    { labeled: 'sitting', reported: 'standing' },
    { labeled: 'walking', reported: 'none' },
    { labeled: 'sitting', reported: 'none' },
  ]);
});

test('a person without a track is untracked, and one without labeled boxes is the largest track', () => {
  const away = new Map([[0, [{ id: 12, box: at(205) }]]]);
  expect(observeStates({ ...scene, tracks: away })).toEqual([
    { labeled: 'standing', reported: 'untracked' },
    { labeled: 'sitting', reported: 'sitting' },
  ]);
  const only = { person: 9, state: 'sitting' as const, startMs: 0, endMs: 0 };
  const tracks = new Map([
    [
      0,
      [
        { id: 11, box: { ...at(5), y2: 50 } },
        { id: 12, box: at(205) },
      ],
    ],
  ]);
  expect(observeStates({ ...scene, labels: [only], people: [], tracks })).toEqual([
    { labeled: 'sitting', reported: 'sitting' },
  ]);
});

test('states that follow each other without a gap do not overlap', () => {
  const states = [state(11, 'standing', 0, 3000), state(11, 'walking', 3000, 4000)];
  const answers = observeStates({ ...scene, labels: scene.labels.slice(0, 2), states });
  expect(answers.map(({ reported }) => reported)).toEqual([
    'standing',
    'standing',
    'standing',
    'walking',
    'walking',
  ]);
});

test('accuracy counts all labeled observations, stated accuracy those with a state', () => {
  const { confusion, ...shares } = stateAccuracy(observeStates(scene));
  expect(shares).toEqual({ observations: 10, accuracy: 0.5, statedAccuracy: 5 / 8 });
  expect(confusion.sitting).toEqual({
    standing: 1,
    walking: 0,
    sitting: 2,
    lying: 0,
    several: 1,
    none: 1,
    untracked: 0,
  });
  expect(confusion.walking).toMatchObject({ standing: 1, none: 1, walking: 0 });
  expect(stateAccuracy([])).toMatchObject({ observations: 0, accuracy: 0, statedAccuracy: 0 });
});
