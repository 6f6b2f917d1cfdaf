import {
  CameraTakenError,
  listStores,
  type NewStoreConfiguration,
  type OpenDatabase,
  openDatabase,
  type StoreConfigurationVersion,
  type StoreSummary,
  saveStoreConfiguration,
  storeConfigurationHistory,
} from '@deepsentinel/db-schema';
import { storeConfigurationSchema } from '@deepsentinel/inference-core';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { databaseLocation, openResults } from '../results-database.ts';
import { readStoreFile } from '../store/read-store-file.ts';
import { storeRules } from '../store/store-rules.ts';
import { storeYaml } from '../store/store-yaml.ts';
import { wallClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface StoreOptions {
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel store`, which saves and shows what the analysis knows about stores: zones, opening hours, limits. */
export function addStoreCommand(program: Command, terminal: Terminal): void {
  const store = program
    .command('store')
    .description('Configure stores: shelves, checkout, exits, opening hours, limits');
  const onDatabase = (usage: string, description: string) =>
    store
      .command(usage)
      .description(description)
      .option(
        '--db <url or directory>',
        'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
      );

  onDatabase('set', 'Save a configuration as the next version of its store')
    .argument('<file>', 'YAML or JSON file; docs/stores.md describes it')
    .action((file: string, { db }: StoreOptions) => set(file, db, terminal));

  onDatabase('show', 'Print the configuration of a store in the form that `store set` reads')
    .argument('<id>', 'id of the store')
    .option('--history', 'list its versions instead')
    .option('--json', 'print JSON instead of YAML or a table')
    .action((id: string, options: ShowOptions) => show(id, options, terminal));

  onDatabase('list', 'List the stores')
    .option('--json', 'print JSON instead of a table')
    .action(async ({ db, json }: StoreOptions) => {
      await using database = await openResults(db);
      const stores = await listStores(database.db);
      if (json) terminal.print(JSON.stringify(stores, null, 2));
      else terminal.print(stores.length > 0 ? renderTable(storeColumns, stores) : 'no stores');
    });
}

async function set(file: string, db: string | undefined, terminal: Terminal): Promise<void> {
  const configuration = await readStoreFile(file);
  await using database = await openDatabase(databaseLocation(db));
  const { version, isNew } = await save(database.db, configuration);
  terminal.print(
    `${configuration.id}: ${isNew ? `saved as version ${version}` : `is version ${version} already`}`,
  );
  for (const line of storeRules(configuration)) terminal.print(line);
}

async function save(db: OpenDatabase['db'], configuration: NewStoreConfiguration) {
  try {
    return await saveStoreConfiguration(db, configuration);
  } catch (cause) {
    throw cause instanceof CameraTakenError ? new InputError(cause.message, { cause }) : cause;
  }
}

interface ShowOptions extends StoreOptions {
  readonly history?: true;
}

async function show(id: string, { db, history, json }: ShowOptions, terminal: Terminal): Promise<void> {
  await using database = await openResults(db);
  const versions = await storeConfigurationHistory(database.db, id);
  const [latest] = versions;
  if (!latest) throw new InputError(`${id}: no such store; sentinel store list shows those there are`);
  if (history) {
    terminal.print(json ? JSON.stringify(versions, null, 2) : renderTable(versionColumns, versions));
    return;
  }
  const configuration = storeConfigurationSchema.parse(latest.configuration);
  terminal.print(json ? JSON.stringify(configuration, null, 2) : storeYaml(configuration));
  for (const line of storeRules(configuration)) terminal.note(line);
}

const storeColumns: readonly Column<StoreSummary>[] = [
  { heading: 'Store', cell: ({ id }) => id },
  { heading: 'Name', cell: ({ name }) => name },
  { heading: 'Time zone', cell: ({ timeZone }) => timeZone },
  { heading: 'Version', align: 'right', cell: ({ version }) => version },
  { heading: 'Since', cell: ({ changedAt }) => wallClock(changedAt) },
  { heading: 'Cameras', cell: ({ cameraIds }) => cameraIds.join(', ') },
];

const versionColumns: readonly Column<StoreConfigurationVersion>[] = [
  { heading: 'Version', align: 'right', cell: ({ version }) => version },
  { heading: 'Saved', cell: ({ createdAt }) => wallClock(createdAt) },
  { heading: 'Cameras and zones', cell: ({ configuration }) => zonesOf(configuration) },
];

/** Describes the zones of each camera, for instance `aisle (drinks, till); door (no zones)`. */
function zonesOf(configuration: unknown): string {
  const { cameras } = storeConfigurationSchema.parse(configuration);
  return cameras
    .map(({ id, zones }) => `${id} (${zones.map(({ name }) => name).join(', ') || 'no zones'})`)
    .join('; ');
}
