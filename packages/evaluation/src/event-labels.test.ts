import { describe, expect, it } from '@jest/globals';
import { parseEventLabels } from './event-labels.ts';

const header = 'video,type,start_seconds,end_seconds';

describe('parseEventLabels', () => {
  it('reads events by video, and videos without any', () => {
    const text = `${header}\nfall/01.mp4,collapse,3.4,6\nadl/01.mp4,,,\nfall/01.mp4,sitting,0,3.4\n`;
    expect([...parseEventLabels(text)]).toEqual([
      [
        'fall/01.mp4',
        [
          { type: 'collapse', startMs: 3400, endMs: 6000 },
          { type: 'sitting', startMs: 0, endMs: 3400 },
        ],
      ],
      ['adl/01.mp4', []],
    ]);
  });

  it('accepts a byte order mark, Windows line ends, spaces and empty lines', () => {
    const text = `\uFEFF${header}\r\n\r\na.mp4, walking, 1, 2\r\n`;
    expect(parseEventLabels(text).get('a.mp4')).toEqual([{ type: 'walking', startMs: 1000, endMs: 2000 }]);
  });

  it.each([
    { text: '', message: `Event labels line 1: expected the header "${header}"` },
    { text: 'a.mp4,walking,1,2', message: `Event labels line 1: expected the header "${header}"` },
    { text: `${header}\na.mp4,walking,1`, message: `Event labels line 2: expected four fields (${header})` },
    {
      text: `${header}\na,b.mp4,walking,1,2`,
      message: `Event labels line 2: expected four fields (${header})`,
    },
    {
      text: `${header}\n"a.mp4",walking,1,2`,
      message: 'Event labels line 2: quotation marks are not understood',
    },
    { text: `${header}\n,walking,1,2`, message: 'Event labels line 2: the video is missing' },
    {
      text: `${header}\na.mp4,walking,1,2\na.mp4,fall,1,2`,
      message:
        'Event labels line 3: type is "fall", expected one of entered, left, walking, standing, sitting, lying, collapse, picking, theft, violent, anomaly',
    },
    {
      text: `${header}\na.mp4,walking,3,2`,
      message: 'Event labels line 2: "3" to "2" is no interval in seconds from the start of the video',
    },
    {
      text: `${header}\na.mp4,walking,,2`,
      message: 'Event labels line 2: "" to "2" is no interval in seconds from the start of the video',
    },
    {
      text: `${header}\na.mp4,,,\na.mp4,walking,1,2`,
      message: 'Event labels line 3: "a.mp4" has events and is also said to have none',
    },
    {
      text: `${header}\na.mp4,,,`,
      message: 'Event labels: no line names an event, so there is no type to evaluate',
    },
  ])('says what is wrong: $message', ({ text, message }) => {
    expect(() => parseEventLabels(text)).toThrow(new Error(message));
  });
});
