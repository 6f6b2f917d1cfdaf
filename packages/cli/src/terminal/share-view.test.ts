import { expect, test } from '@jest/globals';
import { shareLines } from './share-view.ts';

test('without a terminal, a line for every tenth and every change of state', () => {
  const lines: string[] = [];
  const view = shareLines({ write: (text) => lines.push(text) });
  for (const share of [0, 0, 0.05]) view.update(share, 'claimed');
  for (const share of [0.05, 0.11, 0.12, 1]) view.update(share, 'running');
  view.end();
  expect(lines).toEqual(['claimed 0 %\n', 'running 0 %\n', 'running 10 %\n', 'running 100 %\n']);
});
