import {
  ModelPackError,
  type ModelPackLock,
  readModelPackLock,
  readPackContents,
} from '@deepsentinel/model-pack';
import { type Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { checkPack } from '../models/check-pack.ts';
import { checkReport } from '../models/check-report.ts';
import { listPacks, type PublishedPack } from '../models/list-packs.ts';
import { PackRepository } from '../models/pack-repository.ts';
import { prefixValue } from '../models/prefix-value.ts';
import { publishPack, writeLock } from '../models/publish-pack.ts';
import { comparePack, verifyPublished } from '../models/verify-pack.ts';
import { families, openPack, sessionSettings } from '../open-analyzer.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Lock file that the stack model-ami reads, from the root of the repository. */
const defaultLock = 'stacks/model-ami/model-pack.lock.json';

interface BucketOptions {
  readonly bucket: string;
  readonly prefix: string;
}

/** Adds `sentinel models`, which checks model packs and publishes them for machine images. */
export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program
    .command('models')
    .description('Check a model pack, publish it to S3, verify or list published ones');
  const inBucket = (usage: string, description: string) =>
    models
      .command(usage)
      .description(description)
      .requiredOption('--bucket <name>', 'bucket that holds the packs')
      .option('--prefix <prefix>', 'prefix of the packs in the bucket', prefixValue, 'models');

  inBucket('publish', 'Upload a model pack and write the lock file from which the stack model-ami builds')
    .requiredOption('--pack <dir>', 'directory of the pack')
    .option('--lock <file>', 'lock file to write', defaultLock)
    .action((options: BucketOptions & { pack: string; lock: string }) => publish(options, terminal));

  models
    .command('verify')
    .description('Verify the checksums of a local pack, of the published one, or of both')
    .option('--pack <dir>', 'pack directory to compare with its manifest and with the lock file')
    .option('--published', 'download every file in the lock file and verify it')
    .option('--lock <file>', 'lock file to compare with', defaultLock)
    .action((options: VerifyOptions) => verify(options, terminal));

  models
    .command('check')
    .description('Load and run every model of a pack; print their tensors, times and faults')
    .argument('[directory]', 'directory of the pack (default: the embedded pack)')
    .addOption(
      new Option('--device <device>', 'device that runs the models').choices(['cpu', 'cuda']).default('cpu'),
    )
    .option('--json', 'print JSON instead of tables')
    .action((directory: string | undefined, options: CheckOptions) => check(directory, options, terminal));

  inBucket('list', 'List the published packs')
    .option('--json', 'print JSON in place of a table')
    .action(async ({ bucket, prefix, json }: BucketOptions & { json?: true }) => {
      using repository = new PackRepository();
      const packs = await listPacks(repository, bucket, prefix);
      if (json) terminal.print(JSON.stringify(packs, null, 2));
      else terminal.print(packs.length > 0 ? renderTable(columns, packs) : 'no packs');
    });
}

async function publish(
  { pack: directory, lock: lockFile, bucket, prefix }: BucketOptions & { pack: string; lock: string },
  terminal: Terminal,
): Promise<void> {
  using repository = new PackRepository();
  const contents = await readPackContents(directory);
  const lock = await publishPack(
    repository,
    { directory, contents },
    {
      bucket,
      prefix,
      onFile: (path, wasUploaded) =>
        terminal.note(`${path}: ${wasUploaded ? 'uploaded' : 'was there already'}`),
    },
  );
  await writeLock(lockFile, lock);
  terminal.print(`published: ${lock.uri}\nlock file: ${lockFile}`);
}

interface CheckOptions {
  readonly device: 'cpu' | 'cuda';
  readonly json?: true;
}

/**
 * Checks a pack and prints the report.
 *
 * @throws {ModelPackError} a model has a fault
 */
async function check(
  directory: string | undefined,
  { device, json }: CheckOptions,
  terminal: Terminal,
): Promise<void> {
  const checked = await checkPack(await openPack(directory), { ...sessionSettings(device), families });
  terminal.print(json ? JSON.stringify(checked, null, 2) : checkReport(checked));
  const unsound = checked.models.filter(({ faults }) => faults.length > 0).map(({ slot }) => slot);
  if (unsound.length > 0) throw new ModelPackError(`${checked.pack} cannot be used: ${unsound.join(', ')}`);
}

interface VerifyOptions {
  readonly pack?: string;
  readonly published?: true;
  readonly lock: string;
}

async function verify(
  { pack: directory, published, lock: file }: VerifyOptions,
  terminal: Terminal,
): Promise<void> {
  if (directory === undefined && !published) {
    throw new InputError('nothing to verify: name a directory with --pack, or say --published, or both');
  }
  const lock: ModelPackLock = await readModelPackLock(file);
  if (directory !== undefined) {
    comparePack(directory, await readPackContents(directory), lock);
    terminal.print(`${directory}: is ${lock.name}@${lock.version}, ${lock.manifestSha256}`);
  }
  if (!published) return;
  using repository = new PackRepository();
  await verifyPublished(repository, lock);
  terminal.print(`${lock.uri}: is ${lock.name}@${lock.version}, ${lock.manifestSha256}`);
}

const columns: readonly Column<PublishedPack>[] = [
  { heading: 'Name', cell: ({ name }) => name },
  { heading: 'Version', cell: ({ version }) => version },
  { heading: 'Manifest sha256', cell: ({ manifestSha256 }) => manifestSha256 ?? '-' },
  { heading: 'Bytes', align: 'right', cell: ({ bytes }) => bytes },
  { heading: 'Complete', cell: ({ isComplete }) => (isComplete ? 'yes' : 'NO') },
];
