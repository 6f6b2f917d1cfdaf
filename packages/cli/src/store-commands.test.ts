import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from './testing/run-sentinel.ts';

let directory: string;
const sentinel = (...args: string[]) => runCommand(args, directory);
const write = (name: string, text: string) => writeFile(join(directory, name), text);

/** Reads the example of docs/stores.md. */
async function exampleStore(): Promise<string> {
  const guide = fileURLToPath(new URL('../../../docs/stores.md', import.meta.url));
  return /```yaml\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8'))![1]!;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-store-'));
  await seedDatabase(join(directory, 'sentinel-cloud/database'));
  await write('store.yaml', await exampleStore());
});
afterAll(() => rm(directory, { recursive: true }));

test('a store is saved, shown as it can be saved again, changed and listed', async () => {
  const saved = await sentinel('store', 'set', 'store.yaml');
  expect(saved).toMatchObject({ exitCode: 0, stderr: '' });
  expect(saved.stdout.split('\n')).toEqual([
    'gangnam: saved as version 1',
    'camera gangnam-aisle: off are violent: no limit violentSeconds',
    'camera gangnam-door: off are picking: no shelf zone; theft: no shelf zone, no checkout zone; ' +
      'violent: no limit violentSeconds',
    '',
  ]);

  const shown = await sentinel('store', 'show', 'gangnam');
  expect(shown.stdout).toMatch(/polygon:\n +- \[0.02, 0.35\]\n/);
  await write('again.yaml', shown.stdout);
  expect((await sentinel('store', 'set', 'again.yaml')).stdout).toContain('gangnam: is version 1 already\n');

  const asJson = JSON.parse((await sentinel('store', 'show', 'gangnam', '--json')).stdout);
  await write('changed.json', JSON.stringify({ ...asJson, limits: { crowdPersons: 12 } }));
  const changed = await sentinel('store', 'set', 'changed.json');
  expect(changed.stdout).toContain('gangnam: saved as version 2\n');
  expect(changed.stdout).toContain('loitering: no limit loiteringSeconds');

  expect((await sentinel('store', 'list')).stdout).toMatch(
    /^Store .*\ngangnam +Gangnam +Asia\/Seoul +2 +20.*Z +gangnam-aisle, gangnam-door\n$/,
  );
  const history = (await sentinel('store', 'show', 'gangnam', '--history')).stdout.split('\n');
  expect(history).toHaveLength(4);
  expect(history[1]).toMatch(/^ +2 .* gangnam-aisle \(drinks, .*\); gangnam-door \(the door\)$/);
});

test('everything that is wrong with a file is said in one line, and nothing is saved', async () => {
  await write('wrong.yaml', 'id: wrong\nname: Wrong\ntimeZone: Mars\nopen: daily\ncameras: [{id: door}]\n');
  const result = await sentinel('store', 'set', 'wrong.yaml', '--db', 'fresh');
  expect(result).toMatchObject({ exitCode: 66, stdout: '' });
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const problem of ['timeZone: not a time zone', 'Unrecognized key: "open"', 'cameras.0.name: ']) {
    expect(result.stderr).toContain(problem);
  }
  expect((await sentinel('store', 'list', '--db', 'fresh')).stderr).toContain('no database there');
});

test.each([
  ['a file that is not there', ['set', 'none.yaml'], 'none.yaml: ENOENT'],
  ['a camera of another store', ['set', 'other.yaml'], 'camera gangnam-aisle belongs to another store'],
  ['a file that is no YAML', ['set', 'broken.yaml'], 'broken.yaml: '],
  ['a store that is not there', ['show', 'nowhere'], 'nowhere: no such store'],
])('%s ends with one clear line', async (_case, args, line) => {
  await write('broken.yaml', 'id: [gangnam\n');
  await write('other.yaml', (await exampleStore()).replace('id: gangnam', 'id: other'));
  const result = await sentinel('store', ...args);
  expect(result).toMatchObject({ exitCode: 66, stdout: '' });
  expect(result.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(line)]);
});
