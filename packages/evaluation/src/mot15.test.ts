import { describe, expect, it } from '@jest/globals';
import { parseMot15 } from './mot15.ts';

describe('parseMot15', () => {
  it('reads boxes by frame and counts pixels from 0', () => {
    const text =
      '1,9,499,158,31.5,75,1,-4.1554,-7.3591,0\n1,15,258,219,33,88,1,-11.3,-5.6,0\n3,9,1,1,10,20,1\n';
    expect([...parseMot15(text)]).toEqual([
      [
        1,
        [
          { id: 9, box: { x1: 498, y1: 157, x2: 529.5, y2: 232 } },
          { id: 15, box: { x1: 257, y1: 218, x2: 290, y2: 306 } },
        ],
      ],
      [3, [{ id: 9, box: { x1: 0, y1: 0, x2: 10, y2: 20 } }]],
    ]);
  });

  it('leaves out what is flagged as not to be evaluated', () => {
    expect([...parseMot15('1,1,5,5,10,10,0,0,0,0\n2,1,5,5,10,10,1,0,0,0').keys()]).toEqual([2]);
  });

  it('accepts Windows line ends, spaces and empty lines', () => {
    expect(parseMot15('\r\n1, 1, 5, 5, 10, 10, 1\r\n\r\n').get(1)).toHaveLength(1);
  });

  it.each([
    { line: '1,1,5,5', message: 'expected frame,id,left,top,width,height,flag and more, found 4 value(s)' },
    {
      line: '1;1;5;5;10;10;1',
      message: 'expected frame,id,left,top,width,height,flag and more, found 1 value(s)',
    },
    { line: '1,1,five,5,10,10,1', message: 'left is "five", expected a number' },
    { line: '1,1,,5,10,10,1', message: 'left is "", expected a number' },
    { line: '0,1,5,5,10,10,1', message: 'frame is "0", expected a whole number from 1' },
    { line: '1,1.5,5,5,10,10,1', message: 'id is "1.5", expected a whole number' },
    { line: '1,1,5,5,10,0,1', message: 'height is "0", expected more than 0' },
    { line: '7,3,5,5,10,10,1', message: 'id 3 is already in frame 7' },
  ])('names the line that is wrong: $message', ({ line, message }) => {
    const text = `7,3,1,1,10,10,1\n${line}\n`;
    expect(() => parseMot15(text)).toThrow(new Error(`Ground truth line 2: ${message}`));
  });
});
