import type { TfNode } from '../tfjs/graph-model.ts';
import { weightNumbers } from '../tfjs/weight.ts';
import type { ConvertedGraph } from './converted-graph.ts';
import type { Value } from './value.ts';

/** A node under conversion: the graph, its inputs and attributes. */
export interface OpContext {
  readonly graph: ConvertedGraph;
  readonly node: TfNode;
  readonly inputs: readonly Value[];
  /** Whether the leading dimension of pictures is left open. */
  readonly dynamicBatch: boolean;
}

/**
 * Adds an operation to the graph and returns its outputs.
 *
 * @throws {Error} a form of the operation that is not supported; the caller adds the node's name
 */
export type OpConverter = (context: OpContext) => Value[];

/**
 * Gives an input of the node.
 *
 * @throws {Error} the node lacks it
 */
export function input({ inputs }: OpContext, index: number): Value {
  const value = inputs[index];
  if (!value) throw new Error(`input ${index} is missing`);
  return value;
}

/**
 * Reads the elements of an input that must be known at conversion.
 *
 * @throws {Error} the input is missing or computed
 */
export function constantInput(context: OpContext, index: number): number[] {
  const { constant } = input(context, index);
  if (!constant) throw new Error(`input ${index} must be a constant`);
  return Array.from(weightNumbers(constant));
}

export const textAttribute = ({ node }: OpContext, name: string): string => decode(node.attr[name]?.s ?? '');
export const textsAttribute = ({ node }: OpContext, name: string): string[] =>
  (node.attr[name]?.list?.s ?? []).map(decode);
export const integersAttribute = ({ node }: OpContext, name: string): number[] =>
  node.attr[name]?.list?.i ?? [];
export const integerAttribute = ({ node }: OpContext, name: string): number => node.attr[name]?.i ?? 0;
export const flagAttribute = ({ node }: OpContext, name: string): boolean => node.attr[name]?.b ?? false;

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
