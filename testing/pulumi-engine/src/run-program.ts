import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { FakeEngine, type StackExports } from './fake-engine.ts';
import type { RegisteredResource } from './registered-resource.ts';
import { type ConfigOverrides, readProject, readStackConfig } from './stack-config.ts';

/** Entry that Pulumi's own language host starts for a Node.js program. */
const languageHostEntry = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run/index.js');

export const organization = 'deepsentinel';

export interface ProgramResult {
  /** Name of the project, as in Pulumi.yaml. */
  readonly project: string;
  readonly environment: string;
  readonly resources: readonly RegisteredResource[];
  readonly exports: Readonly<Record<string, unknown>>;
  /** Error messages; empty when the program succeeded. */
  readonly errors: readonly string[];
  readonly exitCode: number;
  /** Largest resident size of the program, MiB. */
  readonly peakMiB: number;
}

export interface ProgramOptions {
  readonly environment: string;
  /** Changes to the configuration file. */
  readonly config?: ConfigOverrides;
  /** Exports of the stacks that the program refers to. */
  readonly known?: StackExports;
}

/** Runs a Pulumi program in a child process, as `pulumi up` of an empty stack would. */
export async function runProgram(directory: string, options: ProgramOptions): Promise<ProgramResult> {
  const { environment, config, known = {} } = options;
  const { name: project, main, autonaming } = await readProject(directory);
  const settings = await readStackConfig(directory, environment, config);
  await using engine = new FakeEngine({ project, environment, autonaming }, known);
  const address = await engine.listen();
  const flags = {
    organization,
    project,
    stack: environment,
    pwd: directory,
    monitor: address,
    engine: address,
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const child = spawn(
    process.execPath,
    ['--import', prelude, languageHostEntry, ...args, '--parallel', '16', main],
    {
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(settings),
        PULUMI_NODEJS_TYPESCRIPT: 'false',
        NODE_OPTIONS: '',
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const [memory, stderr, , [exitCode]] = await Promise.all([
    text(child.stdio[3] as NodeJS.ReadableStream),
    text(child.stderr!),
    text(child.stdout!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const errors = [...engine.errors, ...(exitCode !== 0 && engine.errors.length === 0 ? [stderr] : [])];
  const { resources, exports } = engine;
  return {
    project,
    environment,
    resources,
    exports,
    errors,
    exitCode: exitCode ?? 1,
    peakMiB: Math.round(Number(memory) / 1024),
  };
}

/**
 * Tells the largest resident size in KiB on descriptor 3 at the end. Keeps source-map-support out, which Pulumi installs:
 * stripped types leave every position as it is, and looking for maps takes a fifth of a program's time.
 */
const prelude = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
  Object.defineProperty(Error, 'prepareStackTrace', { get: () => undefined, set: () => {} });
`)}`;
