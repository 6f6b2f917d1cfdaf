import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';

const repository = join(import.meta.dirname, '../../../..');
const published = ['queue-contracts', 'model-pack', 'onnx-writer', 'embedded-pack', 'inference-core'];

/** Root of this repository, joined with a path in it. */
export const inRepository = (...path: readonly string[]): string => join(repository, ...path);

/** A project outside this repository, with the packed packages in it but not installed. */
export interface OutsideProject extends AsyncDisposable {
  readonly directory: string;
  /** The packed packages as dependencies, by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Runs a program of the project. @returns what it printed */
  run(program: string, ...args: readonly string[]): string;
}

/** Examples of the README of this package, by file name. */
export async function readmeExamples(): Promise<Record<string, string>> {
  const readme = await readFile(inRepository('packages/inference-core/README.md'), 'utf8');
  const blocks = readme.matchAll(/```ts\n(\/\/ .*: node (\S+) .*\n[\s\S]*?)```/g);
  return Object.fromEntries([...blocks].map(([, code, name]) => [name!, code!]));
}

/** Makes a project with the packed packages, the examples of the README, `walking.mp4` and `person.png`. */
export async function makeOutsideProject(): Promise<OutsideProject> {
  const directory = await mkdtemp(join(tmpdir(), 'outside-project-'));
  const at = (name: string) => join(directory, name);
  for (const name of published) pnpm(inRepository('packages', name), 'pack', '--pack-destination', directory);
  const tarballs = await readdir(directory);
  const dependencies = published.map((name) => {
    return [`@deepsentinel/${name}`, `file:./${tarballs.find((file) => file.includes(name))}`];
  });
  for (const [name, code] of Object.entries(await readmeExamples())) await writeFile(at(name), code);
  await makeWalkingPerson(at('walking.mp4'), 6);
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-ss',
    '3',
    '-i',
    at('walking.mp4'),
    '-frames:v',
    '1',
    at('person.png'),
  ]);
  return {
    directory,
    dependencies: Object.fromEntries(dependencies),
    run: (...command) => execFileSync(process.execPath, command, { cwd: directory, encoding: 'utf8' }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/**
 * Runs the pnpm that runs these tests, else the workspace's through npx: one npx inside another waits for the outer
 * one.
 */
export function pnpm(directory: string, ...args: string[]): void {
  const [command, ...first] = isOnPath('pnpm') ? ['pnpm'] : ['npx', '--yes', 'pnpm@12.21.0'];
  execFileSync(command!, [...first, ...args], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, command)));
}
