import { describe, expect, it, test } from '@jest/globals';
import { boxAt, parsePeopleLabels, peopleAt, peopleOfFrames } from './people-labels.ts';

const header = 'video,person,seconds,left,top,right,bottom';

describe('parsePeopleLabels', () => {
  it('reads people by video, each with one stay', () => {
    const text = `${header}\na.mp4,1,0.4,10,20,30,80\na.mp4,2,0,0,0,5,9\na.mp4,1,1.4,20,20,40,80\nb.gif,1,2,1,2,3,4\n`;
    const people = parsePeopleLabels(text);
    expect([...people.keys()]).toEqual(['a.mp4', 'b.gif']);
    expect(people.get('a.mp4')).toEqual([
      {
        id: 1,
        stays: [
          [
            { timeMs: 400, box: { x1: 10, y1: 20, x2: 30, y2: 80 } },
            { timeMs: 1400, box: { x1: 20, y1: 20, x2: 40, y2: 80 } },
          ],
        ],
      },
      { id: 2, stays: [[{ timeMs: 0, box: { x1: 0, y1: 0, x2: 5, y2: 9 } }]] },
    ]);
  });

  it.each([
    { line: 'a.mp4,1,0,10,20,30', message: `expected seven fields (${header})` },
    { line: 'a.mp4,tom,0,10,20,30,80', message: 'person is "tom", expected a whole number from 1' },
    { line: 'a.mp4,1,,10,20,30,80', message: 'seconds is "", expected a number from 0' },
    { line: 'a.mp4,1,0,30,20,10,80', message: 'left, top, right, bottom are no box' },
    {
      line: 'a.mp4,1,1,10,20,30,80\na.mp4,1,1,10,20,30,80',
      number: 3,
      message: 'the seconds of a person must ascend',
    },
  ])('says what is wrong: $message', ({ line, number = 2, message }) => {
    expect(() => parsePeopleLabels(`${header}\n${line}`)).toThrow(`People labels line ${number}: ${message}`);
  });
});

const at = (x1: number) => ({ x1, y1: 0, x2: x1 + 10, y2: 40 });
const walker = {
  id: 7,
  stays: [
    [
      { timeMs: 1000, box: at(0) },
      { timeMs: 2000, box: at(100) },
      { timeMs: 4000, box: at(100) },
    ],
  ],
};

test.each([
  { timeMs: 900, x1: null },
  { timeMs: 990, x1: 0 },
  { timeMs: 1250, x1: 25 },
  { timeMs: 2000, x1: 100 },
  { timeMs: 4010, x1: 100 },
  { timeMs: 4100, x1: null },
])('at $timeMs ms the labeled person is at $x1', ({ timeMs, x1 }) => {
  const box = x1 === null ? null : at(x1);
  expect(boxAt(walker, timeMs)).toEqual(box);
  expect(peopleAt([walker], timeMs)).toEqual(box ? [{ id: 7, box }] : []);
});

test('labels by frame become stays, apart where somebody is unlabeled for more than two seconds', () => {
  const frames = new Map([1, 2, 22, 43].map((frame) => [frame, [{ id: 3, box: at(frame) }]]));
  expect(peopleOfFrames(frames, 10)).toEqual([
    {
      id: 3,
      stays: [
        [
          { timeMs: 0, box: at(1) },
          { timeMs: 100, box: at(2) },
          { timeMs: 2100, box: at(22) },
        ],
        [{ timeMs: 4200, box: at(43) }],
      ],
    },
  ]);
});
