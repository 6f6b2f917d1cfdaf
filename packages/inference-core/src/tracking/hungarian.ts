/**
 * Finds the assignment of rows to columns with the lowest total cost (Kuhn-Munkres by shortest augmenting paths, after
 * Jonker and Volgenant; O(rows^2 * columns) with rows the shorter side).
 *
 * Without a cost of not matching, makes as many allowed pairs as possible, and among the assignments with that many
 * pairs takes the cheapest. With one, a pair is made only where it lowers the total, which counts that cost once for
 * every pair less: two dear pairs do not outvote a cheap one. The choice between equally cheap ones is deterministic.
 *
 * @param costs [rows][columns], rectangular; any finite number, or Infinity for a pair that must not be made
 * @param unmatchedCost cost of leaving a row and a column without each other; Infinity to make as many pairs as possible
 * @returns [row, column] pairs, row ascending; each row and each column at most once, never a forbidden pair
 * @throws {RangeError} rows of different length, NaN or -Infinity
 * @see https://en.wikipedia.org/wiki/Hungarian_algorithm#Matrix_interpretation
 */
export function assignMinimumCost(
  costs: readonly (readonly number[])[],
  unmatchedCost = Infinity,
): [row: number, column: number][] {
  const columns = costs[0]?.length ?? 0;
  assertCosts(costs, columns);
  if (unmatchedCost < Infinity) return assignOptionally(costs, { columns, unmatchedCost });
  if (costs.length > columns) {
    const pairs = assignMinimumCost(transpose(costs, columns));
    return pairs.map(([column, row]): [number, number] => [row, column]).sort(([a], [b]) => a - b);
  }
  return assignRows(replaceForbidden(costs), columns)
    .map((column, row): [number, number] => [row, column])
    .filter(([row, column]) => costs[row]![column]! < Infinity);
}

/** Gives each row a column of its own that stands for "none", so that every assignment is complete. */
function assignOptionally(
  costs: readonly (readonly number[])[],
  { columns, unmatchedCost }: { columns: number; unmatchedCost: number },
): [row: number, column: number][] {
  const none = costs.map(() => unmatchedCost);
  const withNone = costs.map((row) => [
    ...row.map((cost) => (cost < unmatchedCost ? cost : Infinity)),
    ...none,
  ]);
  return assignMinimumCost(withNone).filter(([, column]) => column < columns);
}

function assertCosts(costs: readonly (readonly number[])[], columns: number): void {
  for (const [row, values] of costs.entries()) {
    if (values.length !== columns) {
      throw new RangeError(
        `Cost matrix is not rectangular: row ${row} has ${values.length} values, row 0 has ${columns}`,
      );
    }
    const column = values.findIndex((value) => !(value > -Infinity));
    if (column >= 0)
      throw new RangeError(`Cost [${row}][${column}] is ${values[column]}, expected a number or Infinity`);
  }
}

function transpose(costs: readonly (readonly number[])[], columns: number): number[][] {
  return Array.from({ length: columns }, (_, column) => costs.map((row) => row[column]!));
}

/**
 * Replaces infinite costs by one above any sum of allowed costs, so that forbidden pairs are made only where none is
 * allowed.
 */
function replaceForbidden(costs: readonly (readonly number[])[]): number[][] {
  const allowed = costs.flatMap((row) => row.filter((cost) => cost < Infinity));
  const lowest = allowed.reduce((a, b) => Math.min(a, b), 0);
  const highest = allowed.reduce((a, b) => Math.max(a, b), 0);
  const forbidden = highest + (highest - lowest + 1) * (costs.length + 1);
  return costs.map((row) => row.map((cost) => Math.min(cost, forbidden)));
}

/**
 * Assigns each row its own column; rows <= columns, all costs finite.
 *
 * Rows are added one by one. `u` and `v` are the dual prices with `cost - u - v >= 0`, zero for assigned pairs; a
 * Dijkstra search over these reduced costs finds the cheapest path to a free column, along which the pairs are then
 * exchanged. Index 0 of rows and columns stands for "none", so real ones count from 1.
 *
 * @returns column per row
 */
function assignRows(costs: readonly (readonly number[])[], columns: number): number[] {
  const u = new Float64Array(costs.length + 1);
  const v = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);

  for (let newRow = 1; newRow <= costs.length; newRow++) {
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const visited = new Uint8Array(columns + 1);
    let column = 0;
    rowOf[0] = newRow;
    do {
      visited[column] = 1;
      const row = rowOf[column]!;
      let step = Infinity;
      let nearest = 0;
      for (let next = 1; next <= columns; next++) {
        if (visited[next]) continue;
        const reduced = costs[row - 1]![next - 1]! - u[row]! - v[next]!;
        if (reduced < slack[next]!) {
          slack[next] = reduced;
          previous[next] = column;
        }
        if (slack[next]! < step) {
          step = slack[next]!;
          nearest = next;
        }
      }
      for (let each = 0; each <= columns; each++) {
        if (visited[each]) {
          u[rowOf[each]!]! += step;
          v[each]! -= step;
        } else slack[each]! -= step;
      }
      column = nearest;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]!]!;
      column = previous[column]!;
    }
  }

  const columnOf = new Array<number>(costs.length);
  for (let column = 1; column <= columns; column++) {
    if (rowOf[column]) columnOf[rowOf[column]! - 1] = column - 1;
  }
  return columnOf;
}
