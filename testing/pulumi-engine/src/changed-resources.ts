import { isDeepStrictEqual } from 'node:util';
import type { RegisteredResource } from './registered-resource.ts';
import type { ProgramResult } from './run-program.ts';

/** Change of a resource between two results of a program. */
export interface ResourceChange {
  readonly type: string;
  readonly name: string;
  readonly kind: 'created' | 'deleted' | 'changed';
  /**
   * Paths of the inputs that differ, for instance `computeResources.maxVcpus`, without those that the engine is told to
   * ignore.
   */
  readonly inputs: readonly string[];
}

/** Compares the resources of two results of the same program. */
export function changedResources(before: ProgramResult, after: ProgramResult): ResourceChange[] {
  const [old, current] = [byUrn(before), byUrn(after)];
  const urns = [...new Set([...old.keys(), ...current.keys()])];
  return urns.flatMap((urn) => changeOf(old.get(urn), current.get(urn)));
}

function changeOf(before?: RegisteredResource, after?: RegisteredResource): ResourceChange[] {
  const { type, name } = (after ?? before)!;
  if (!before) return [{ type, name, kind: 'created', inputs: [] }];
  if (!after) return [{ type, name, kind: 'deleted', inputs: [] }];
  const inputs = differences(before.inputs, after.inputs).filter((path) => !isIgnored(path, after));
  return inputs.length > 0 ? [{ type, name, kind: 'changed', inputs }] : [];
}

function isIgnored(path: string, { options }: RegisteredResource): boolean {
  return options.ignoreChanges.some((ignored) => path === ignored || path.startsWith(`${ignored}.`));
}

function differences(before: unknown, after: unknown, path = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function byUrn({ resources }: ProgramResult): Map<string, RegisteredResource> {
  return new Map(resources.map((resource) => [resource.urn, resource]));
}
