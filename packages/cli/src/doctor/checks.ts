import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '@deepsentinel/db-schema';
import { type ExitCode, exitCodes } from '@deepsentinel/queue-contracts';
import { runningLocalCloud } from '../cloud/deployment.ts';
import { MissingError } from '../errors.ts';
import { openPack } from '../open-analyzer.ts';
import { databaseLocation } from '../results-database.ts';
import type { Check } from './finding.ts';

/** An analysis takes about 0.5 GiB, its database and models as much again. */
const leastMemoryMiB = 2048;
const leastDiskMiB = 1024;
const leastFfmpeg = [5, 1] as const;

/** The `engines` of package.json. A Node outside their range never gets here: `bin/sentinel.mjs` refuses it. */
const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Checks of `sentinel doctor`, in order of what depends on what. */
export const checks: readonly Check[] = [
  { subject: `Node ${engines.node.replace('>=', '')} or newer`, find: async () => process.versions.node },
  { subject: `ffmpeg and ffprobe ${leastFfmpeg.join('.')} or newer`, find: findFfmpeg },
  { subject: 'model pack, verified', find: findModels },
  {
    subject: `${leastMemoryMiB} MiB of free memory`,
    find: async () => enough(freemem(), leastMemoryMiB, exitCodes.deviceUnusable),
  },
  { subject: `${leastDiskMiB} MiB in this directory`, find: findDisk },
  { subject: 'database', find: findDatabase },
  { subject: 'local cloud (not needed by analyze)', find: findLocalCloud },
];

async function findFfmpeg(): Promise<string> {
  const versions = await Promise.all(['ffmpeg', 'ffprobe'].map(versionOf));
  if (versions.some(isTooOld)) throw ffmpegMissing(`found ${versions.join(', ')}`);
  return versions.join(', ');
}

async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-version']);
    return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch {
    throw ffmpegMissing(`${program} does not start`);
  }
}

function ffmpegMissing(found: string): MissingError {
  const advice = 'apt-get install ffmpeg, or brew install ffmpeg';
  return new MissingError(exitCodes.ffmpegMissing, `${found}; ${advice}`);
}

/**
 * Whether a version of ffmpeg is older than needed. Builds from its repository have no number, and count as new.
 *
 * @param version as `ffmpeg -version` prints it: `5.1.9-0+deb12u1`, `n6.0`, `N-118000-g1234567`
 */
export function isTooOld(version: string): boolean {
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [leastMajor, leastMinor] = leastFfmpeg;
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

async function findModels(): Promise<string> {
  const { name, version, directory } = await openPack(undefined);
  return `${name}@${version} in ${directory}`;
}

/**
 * @param exitCode of a command that does not have as much
 * @returns what there is, in MiB
 * @throws {MissingError} it is less than needed
 */
export function enough(bytes: number, leastMiB: number, exitCode: ExitCode): string {
  const found = `${Math.floor(bytes / 2 ** 20)} MiB`;
  if (bytes < leastMiB * 2 ** 20) throw new MissingError(exitCode, found);
  return found;
}

/** Writes where the state goes, which also shows that it may be written. */
async function findDisk(): Promise<string> {
  try {
    const scratch = await mkdtemp(join(process.cwd(), '.sentinel-doctor-'));
    await rm(scratch, { recursive: true });
  } catch (error) {
    throw new MissingError(exitCodes.outputNotWritable, (error as Error).message);
  }
  const { bavail, bsize } = await statfs(process.cwd());
  return enough(bavail * bsize, leastDiskMiB, exitCodes.diskFull);
}

/** Opens the database that commands use without `--db`, which brings it to the current schema as they do. */
async function findDatabase(): Promise<string> {
  const location = databaseLocation(undefined);
  if (!location.includes('://') && !existsSync(location)) return `none yet in ${resolve(location)}`;
  await using database = await openDatabase(location);
  return database.name;
}

async function findLocalCloud(): Promise<string> {
  const deployment = runningLocalCloud();
  return deployment ? `runs as process ${deployment.pid}` : 'none runs here; sentinel up starts one';
}
