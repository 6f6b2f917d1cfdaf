import { access, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { InputError } from '../errors.ts';
import { outputOf, runProgram } from './run-program.ts';

/** Programs that build and push images, in order of preference. */
export const engineNames = ['docker', 'buildah'] as const;
export type EngineName = (typeof engineNames)[number];

/** An image to build and the files to build it from. */
export interface BuildPlan {
  /** Directory with the Dockerfile and everything that it copies. */
  readonly context: string;
  readonly target: string;
  /** Platform, `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Name of the image on this machine. */
  readonly image: string;
}

/** A program of this machine that builds and pushes images; its output goes to standard error. */
export interface ContainerEngine {
  readonly name: EngineName;
  /**
   * Builds an image.
   *
   * @throws {InputError} it cannot be built; the engine has printed why
   */
  build(plan: BuildPlan, signal: AbortSignal): Promise<void>;
  /**
   * Pushes an image.
   *
   * @param remote repository and tag
   * @returns digest by which the registry knows the image, `sha256:...`
   * @throws {InputError} the image does not exist or cannot be pushed; the engine has printed why
   */
  push(image: string, remote: string, signal: AbortSignal): Promise<string>;
}

/**
 * Finds a container engine.
 *
 * @param wanted name of the engine; the first that is installed unless given
 * @throws {InputError} it is not installed
 */
export async function findEngine(wanted: EngineName | undefined): Promise<ContainerEngine> {
  for (const name of wanted ? [wanted] : engineNames) {
    if (await isInstalled(name)) return engines[name];
  }
  throw new InputError(
    `${wanted ?? 'docker or buildah'}: not found on the PATH; images are built and pushed with Docker (its daemon must run) or buildah`,
  );
}

async function isInstalled(program: string): Promise<boolean> {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const found = directories.map((directory) => access(join(directory, program), constants.X_OK));
  return (await Promise.allSettled(found)).some(({ status }) => status === 'fulfilled');
}

const docker: ContainerEngine = {
  name: 'docker',
  build: (plan, signal) =>
    runProgram('docker', buildArguments(plan), { signal, env: { DOCKER_BUILDKIT: '1' } }),
  async push(image, remote, signal) {
    await runProgram('docker', ['tag', image, remote], { signal });
    await runProgram('docker', ['push', remote], { signal });
    const inspect = ['image', 'inspect', '--format', '{{json .RepoDigests}}', remote];
    const digests = JSON.parse(await outputOf('docker', inspect, { signal })) as string[];
    const repository = `${remote.slice(0, remote.lastIndexOf(':'))}@`;
    const pushed = digests.find((digest) => digest.startsWith(repository));
    if (pushed === undefined) throw new InputError(`${remote}: docker knows no digest of it after the push`);
    return pushed.slice(repository.length);
  },
};

const buildah: ContainerEngine = {
  name: 'buildah',
  build: (plan, signal) =>
    // Docker's format, and its cache of steps: the defaults of `docker build`.
    runProgram('buildah', [...buildArguments(plan, ['--format', 'docker', '--layers'])], { signal }),
  async push(image, remote, signal) {
    const scratch = await mkdtemp(join(tmpdir(), 'sentinel-push-'));
    try {
      const digestFile = join(scratch, 'digest');
      await runProgram('buildah', ['push', '--digestfile', digestFile, image, `docker://${remote}`], {
        signal,
      });
      return (await readFile(digestFile, 'utf8')).trim();
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
};

const engines: Readonly<Record<EngineName, ContainerEngine>> = { docker, buildah };

function buildArguments(plan: BuildPlan, more: readonly string[] = []): string[] {
  const given = Object.entries(plan.buildArguments).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]);
  const what = ['--platform', plan.platform, '--target', plan.target, '--tag', plan.image];
  return ['build', ...more, ...what, ...given, '--file', join(plan.context, 'Dockerfile'), plan.context];
}
