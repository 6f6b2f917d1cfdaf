import { expect, test } from '@jest/globals';
import { changedResources } from './changed-resources.ts';
import type { RegisteredResource } from './registered-resource.ts';
import type { ProgramResult } from './run-program.ts';

function run(...resources: readonly RegisteredResource[]): ProgramResult {
  return { project: 'p', environment: 'dev', resources, exports: {}, errors: [], exitCode: 0, peakMiB: 0 };
}

function resource(
  name: string,
  inputs: RegisteredResource['inputs'],
  ignoreChanges: string[] = [],
): RegisteredResource {
  const options = { protect: false, ignoreChanges, dependencies: [] };
  return { urn: name, type: 'aws:x/y:Y', name, parent: '', custom: true, inputs, outputs: {}, options };
}

test('tells what is new, what is gone, and which inputs differ', () => {
  const before = run(
    resource('a', { size: 1, tags: { x: '1' } }),
    resource('b', {}),
    resource('same', { list: [1, 2] }),
  );
  const after = run(
    resource('a', { size: 2, tags: { x: '1', y: '2' } }),
    resource('c', {}),
    resource('same', { list: [1, 2] }),
  );
  expect(changedResources(before, after).map(({ name, kind, inputs }) => [name, kind, inputs])).toEqual([
    ['a', 'changed', ['size', 'tags.y']],
    ['b', 'deleted', []],
    ['c', 'created', []],
  ]);
});

test('leaves out what the engine is told to ignore', () => {
  const ignored = ['resources.desired'];
  const before = run(resource('a', { resources: { desired: 1, maximum: 4 } }, ignored));
  const after = run(resource('a', { resources: { desired: 9, maximum: 4 } }, ignored));
  expect(changedResources(before, after)).toEqual([]);
});
