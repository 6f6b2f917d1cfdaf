import { expect, test } from '@jest/globals';
import { graphModel } from '../testing/graph-model.ts';
import { floats } from '../testing/tensor.ts';
import { readGraphModel } from './graph-model.ts';
import { keepChannels } from './keep-channels.ts';

const { json, bin } = graphModel({ shape: [1, 1, 1, 2], type: 'DT_FLOAT' }, [
  {
    name: 'convolution',
    op: '_FusedConv2D',
    inputs: ['x', floats([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]), floats([7, 8, 9], [3])],
  },
]);
const model = readGraphModel(json, bin);

test('weights and bias of the other channels are left out', () => {
  const { weights } = keepChannels(model, 'convolution', 2);
  expect([...weights.values()]).toEqual([floats([1, 2, 4, 5], [1, 1, 2, 2]), floats([7, 8], [2])]);
});

test.each(['x', 'absent'])('"%s", which is no convolution, is refused', (name) => {
  expect(() => keepChannels(model, name, 1)).toThrow(
    `"${name}" is no convolution with constant weights and bias`,
  );
});
