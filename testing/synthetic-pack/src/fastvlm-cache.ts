import type { GraphBuilder, OnnxValue } from '@deepsentinel/onnx-writer';
import { type Channel, channels } from './fastvlm-embeddings.ts';
import type { Terms } from './fastvlm-terms.ts';

type Column = Channel | 'position';

/** Vectors over all tokens so far: everything that the decoder remembers. */
export type Columns = Readonly<Record<Column, string>>;

export const layers = 2;
export const heads = 2;
export const headSize = 2;

/** Columns that the keys and values of each layer hold for a token. Some are there twice, so that a mix-up shows. */
const layout: Readonly<Record<string, readonly Column[]>> = {
  '0.key': ['isImage', 'red', 'green', 'blue'],
  '0.value': ['patch', 'token', 'isText', 'patches'],
  '1.key': ['position', 'token', 'isImage', 'isText'],
  '1.value': ['blue', 'green', 'red', 'position'],
};

/** Lists the cache's values as the decoder's inputs or outputs, float32 [N, 2, tokens, 2] each. */
export function cacheValues(prefix: string, length: string): OnnxValue[] {
  return Object.keys(layout).map((name) => ({
    name: `${prefix}.${name}`,
    type: 'float32',
    shape: ['batch_size', heads, length, headSize],
  }));
}

/**
 * Appends the new tokens to the cache and reads it.
 *
 * @returns the columns, and whether both copies of duplicated columns agree
 */
export function extendedCache(graph: GraphBuilder, terms: Terms): { columns: Columns; agrees: string } {
  const rows = newRows(graph);
  const columns: Partial<Record<Column, string>> = {};
  const agreements: string[] = [];
  for (const [name, held] of Object.entries(layout)) {
    for (const [index, vector] of extended(graph, name, rows).entries()) {
      const column = held[index]!;
      const known = columns[column];
      if (known === undefined) columns[column] = vector;
      else agreements.push(terms.everywhere(terms.equal(known, vector)));
    }
  }
  return { columns: columns as Columns, agrees: agreements.reduce(terms.both) };
}

/** Computes the rows of new tokens from their embeddings and positions, float32 [N, L, 9]. */
function newRows(graph: GraphBuilder): string {
  const positions = graph.emit('Cast', ['position_ids'], { to: 1 });
  const column = graph.emit('Unsqueeze', [positions, graph.int64([2])]);
  return graph.emit('Concat', ['inputs_embeds', column], { axis: 2 });
}

/**
 * Extends a value of the cache.
 *
 * @returns four vectors over all tokens
 */
function extended(graph: GraphBuilder, name: string, rows: string): string[] {
  const indexes = layout[name]!.map((column) => [...channels, 'position'].indexOf(column));
  const fresh = graph.emit('Gather', [rows, graph.int64(indexes)], { axis: 2 });
  const split = graph.emit('Reshape', [fresh, graph.int64([0, 0, heads, headSize])]);
  const byHead = graph.emit('Transpose', [split], { perm: [0, 2, 1, 3] });
  const present = graph.emit('Concat', [`past_key_values.${name}`, byHead], { axis: 2 });
  graph.alias(present, `present.${name}`);
  const byToken = graph.emit('Transpose', [present], { perm: [0, 2, 1, 3] });
  const table = graph.emit('Reshape', [byToken, graph.int64([-1, heads * headSize])]);
  return graph
    .emitAll('Split', [table], { outputs: heads * headSize, attributes: { axis: 1 } })
    .map((vector) => graph.emit('Squeeze', [vector, graph.int64([1])]));
}
