import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DownloadSource } from './download-source.ts';

/** A file that is identified by its checksum. */
export interface Download {
  /** Name of the file in the cache. */
  readonly fileName: string;
  readonly sha256: string;
  /** Sources, tried in this order. */
  readonly sources: readonly DownloadSource[];
}

export interface DownloadOptions {
  /** Directory that keeps the file between runs; made when missing. */
  readonly cacheDirectory: string;
  /** Gets a line for each source that is tried. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Gives the path of a file in the cache. The file is fetched when it is missing or damaged, and appears complete or not
 * at all; its sha256 is checked on every call.
 *
 * @throws {Error} no source has the file (the message names each with its reason), the cache cannot be written, or the
 *   signal's reason
 */
export async function cachedDownload(download: Download, options: DownloadOptions): Promise<string> {
  const target = join(options.cacheDirectory, download.fileName);
  if (await isThere(target, download.sha256)) return target;
  await mkdir(options.cacheDirectory, { recursive: true });
  const failures: string[] = [];
  for (const source of download.sources) {
    options.report(`fetching ${download.fileName} from ${source.name}`);
    try {
      await fetchFrom(source, download, options);
      return target;
    } catch (error) {
      options.signal.throwIfAborted();
      failures.push(`${source.name} (${reasonOf(error)})`);
    }
  }
  throw new Error(`${download.fileName} cannot be had; tried ${failures.join(', ')}`);
}

async function isThere(path: string, sha256: string): Promise<boolean> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists && (await sha256Of(path)) === sha256;
}

/** Fetches from one source into a scratch directory in the cache, so that moving the file cannot cross file systems. */
async function fetchFrom(
  source: DownloadSource,
  download: Download,
  options: DownloadOptions,
): Promise<void> {
  const scratch = await mkdtemp(join(options.cacheDirectory, 'fetch-'));
  try {
    const fetched = await source.fetch(scratch, options.signal);
    const sha256 = await sha256Of(fetched);
    if (sha256 !== download.sha256) throw new Error(`its sha256 is ${sha256}, not ${download.sha256}`);
    await rename(fetched, join(options.cacheDirectory, download.fileName));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Extracts the reason of a failure as one line: `fetch` has it in the cause, a command in the last line of its output. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  const text = cause?.message || message;
  return text.trim().split('\n').at(-1) ?? text;
}
