import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { type EngineName, engineNames, findEngine } from '../image/container-engine.ts';
import { commitTag, type ImageTarget, imageTargets, localImage, remoteImage } from '../image/image-name.ts';
import { type Architecture, architectures } from '../image/native-packages.ts';
import { stageContext } from '../image/stage-context.ts';
import { openPack, packNotes } from '../open-analyzer.ts';
import type { Terminal } from '../terminal/terminal.ts';

const platforms: Readonly<Record<Architecture, string>> = { x64: 'linux/amd64', arm64: 'linux/arm64' };

interface ImageOptions {
  readonly target: ImageTarget;
  readonly engine?: EngineName;
  readonly tag?: string;
}

interface BuildOptions extends ImageOptions {
  readonly arch: Architecture;
  readonly base?: string;
  readonly pack?: string;
}

/** Adds `sentinel image`, which builds the runner's container images from this checkout and pushes them. */
export function addImageCommand(program: Command, terminal: Terminal): void {
  const image = program.command('image').description("Build and push the runner's container images");
  const subcommand = (name: string, description: string) =>
    image
      .command(name)
      .description(description)
      .addOption(
        new Option('--target <target>', 'kind of host that runs it').choices(imageTargets).default('cpu'),
      )
      .addOption(
        new Option('--engine <engine>', 'container engine (default: the first that is installed)').choices(
          engineNames,
        ),
      )
      .option('--tag <tag>', 'tag of the image (default: the commit)');

  const build: Command = subcommand('build', 'Build an image from this checkout and print its name')
    .addOption(
      new Option('--arch <arch>', 'processor architecture of the hosts')
        .choices(architectures)
        .default('x64'),
    )
    .option(
      '--base <image>',
      'base image by digest, NAME@sha256:...: Node on Debian trixie (default: a tag, which moves)',
    )
    .option('--pack <directory>', 'model pack, for the target fargate (default: the embedded pack)');
  build.action(async (options: BuildOptions) => {
    const { target, arch, pack } = options;
    if (target === 'gpu' && arch !== 'x64') build.error('error: --target gpu is for --arch x64 only');
    if (target !== 'fargate' && pack !== undefined) build.error('error: --pack is for --target fargate only');
    terminal.print(await buildImage(options, terminal));
  });

  subcommand('push', 'Push an image and print its digest for the configuration of the stack pipeline')
    .requiredOption(
      '--repository <uri>',
      'repository to push to, for instance the one of the stack batch-gpu',
    )
    .action(async ({ repository, ...options }: ImageOptions & { readonly repository: string }) => {
      const { target, tag = await commitTag(here) } = options;
      const remote = remoteImage(repository, target, tag);
      const engine = await findEngine(options.engine);
      const digest = await engine.push(localImage(target, tag), remote, terminal.signal);
      terminal.print(`${repository}@${digest}`);
    });
}

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds an image.
 *
 * @returns name of the image on this machine
 */
async function buildImage(options: BuildOptions, terminal: Terminal): Promise<string> {
  const { target, arch, base, tag = await commitTag(here) } = options;
  const { signal } = terminal;
  const engine = await findEngine(options.engine);
  if (base === undefined) terminal.note('the base image is the one that its tag names today; --base pins it');
  const pack = target === 'fargate' ? await openPack(options.pack) : undefined;
  for (const line of pack ? packNotes(pack) : []) terminal.note(line);
  await using context = await stageContext({ architecture: arch, pack: pack?.directory, signal });
  const image = localImage(target, tag);
  const buildArguments: Record<string, string> = base === undefined ? {} : { NODE_IMAGE: base };
  const platform = platforms[arch];
  await engine.build({ context: context.directory, target, platform, buildArguments, image }, signal);
  return image;
}
