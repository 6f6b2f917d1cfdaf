import { describe, expect, test } from '@jest/globals';
import { nearestEdge, passedEdge } from './frame-border.ts';
import { standingBox } from './testing/factories.ts';

const frame = { width: 640, height: 480 };

test.each([
  ['left', { x1: 3, y1: 100, x2: 50, y2: 200 }],
  ['right', { x1: 600, y1: 100, x2: 638, y2: 200 }],
  ['bottom', { x1: 300, y1: 300, x2: 350, y2: 479 }],
  ['top', { x1: 300, y1: 2, x2: 350, y2: 100 }],
  ['inside', { x1: 300, y1: 100, x2: 350, y2: 200 }],
])('a box at the %s', (edge, box) => {
  expect(nearestEdge(box, frame)).toBe(edge);
});

describe('the passed edge', () => {
  const at = (x: number, timeMs: number) => ({ box: standingBox(x, 300), timeMs });

  test.each([
    ['is the one that the last box touches', at(300, 0), at(20, 400), 'left'],
    ['is the one that a walker gets to within a second', at(560, 0), at(585, 400), 'right'],
    ['is none for a walker farther off', at(400, 0), at(425, 400), 'inside'],
    ['is none for somebody who stands near it', at(585, 0), at(585, 400), 'inside'],
    ['is none for a single box away from all edges', at(300, 0), at(300, 0), 'inside'],
    ['is the one that a walker came in by when looked at backwards', at(585, 400), at(610, 0), 'right'],
  ])('%s', (_case, from, to, edge) => {
    expect(passedEdge(from, to, frame)).toBe(edge);
  });
});
