import { describe, expect, test } from '@jest/globals';
import { ints } from '../testing/tensor.ts';
import { ConvertedGraph } from './converted-graph.ts';

describe('small constants are written once', () => {
  test('when type, shape and elements are the same', () => {
    const graph = new ConvertedGraph();
    expect(graph.int64([1, 2])).toBe(graph.int64([1, 2]));
    expect(graph.float32(6)).toBe(graph.float32(6));
    expect(graph.initializers).toHaveLength(2);
  });

  test.each<[string, (graph: ConvertedGraph) => readonly string[]]>([
    ['types', (graph) => [graph.float32(0), graph.weight(ints([0]), [])]],
    ['shapes', (graph) => [graph.int64(3), graph.int64([3])]],
    ['elements', (graph) => [graph.float32(1), graph.float32(2)]],
  ])('but not when only their %s differ', (_case, store) => {
    const graph = new ConvertedGraph();
    expect(new Set(store(graph)).size).toBe(2);
    expect(graph.initializers).toHaveLength(2);
  });
});
