import type { GraphBuilder } from '@deepsentinel/onnx-writer';

/** A float32 or bool vector of the graph, or a number. Vectors of one element broadcast to all lengths. */
export type Term = string | number;

/** Writes formulas over vectors into a graph. */
export class Terms {
  readonly #graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  plus = (a: Term, b: Term): string => this.#emit('Add', a, b);
  minus = (a: Term, b: Term): string => this.#emit('Sub', a, b);
  times = (a: Term, b: Term): string => this.#emit('Mul', a, b);
  over = (a: Term, b: Term): string => this.#emit('Div', a, b);
  floor = (a: Term): string => this.#emit('Floor', a);
  clip = (a: Term, least: number, most: Term): string => this.#emit('Min', this.#emit('Max', a, least), most);

  equal = (a: Term, b: Term): string => this.#emit('Equal', a, b);
  less = (a: Term, b: Term): string => this.#emit('Less', a, b);
  both = (a: Term, b: Term): string => this.#emit('And', a, b);
  either = (a: Term, b: Term): string => this.#emit('Or', a, b);
  not = (a: Term): string => this.#emit('Not', a);
  where = (condition: Term, a: Term, b: Term): string => this.#emit('Where', condition, a, b);

  /** Sums all elements. */
  sum = (a: Term): string => this.#emit('ReduceSum', a);
  greatest = (a: Term): string => this.#emit('ReduceMax', a);
  least = (a: Term): string => this.#emit('ReduceMin', a);
  /** Whether a condition holds for every element. */
  everywhere = (condition: Term): string => this.isSet(this.least(this.asNumber(condition)));
  length = (a: string): string =>
    this.#graph.emit('Reshape', [this.asNumber(this.#graph.emit('Size', [a])), this.#graph.int64([1])]);
  first = (a: string): string => this.#slice(a, 0, 1);
  last = (a: string): string => this.#slice(a, -1, Number.MAX_SAFE_INTEGER);

  /** Shifts a vector: each element's predecessor, 0 for the first. */
  previous = (a: string): string => this.joined(this.#vector(0), this.#slice(a, 0, -1));
  /** Sums each element and all before it. */
  runningSum = (a: string): string => this.#graph.emit('CumSum', [a, this.#graph.int64(0)]);
  list = (values: readonly number[]): string => this.#graph.float32List(values);
  joined = (...items: string[]): string => this.#graph.emit('Concat', items, { axis: 0 });
  at = (vector: string, indexes: string): string =>
    this.#graph.emit('Gather', [vector, this.#graph.emit('Cast', [indexes], { to: 7 })]);

  asNumber = (a: Term): string => this.#graph.emit('Cast', [this.#operand(a)], { to: 1 });
  isSet = (a: Term): string => this.less(0.5, a);

  #emit(op: string, ...operands: Term[]): string {
    return this.#graph.emit(
      op,
      operands.map((operand) => this.#operand(operand)),
    );
  }

  #operand(term: Term): string {
    return typeof term === 'number' ? this.#vector(term) : term;
  }

  #vector(value: number): string {
    return this.#graph.float32List([value]);
  }

  #slice(a: string, from: number, to: number): string {
    return this.#graph.emit('Slice', [a, this.#graph.int64([from]), this.#graph.int64([to])]);
  }
}
