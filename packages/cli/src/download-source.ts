import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** A source of a file, for instance a web server. */
export interface DownloadSource {
  /** Name for people, as in "fetching ... from NAME". */
  readonly name: string;
  /**
   * Fetches the file.
   *
   * @param scratch empty directory that is removed afterwards
   * @returns path of the file in `scratch`, not yet verified
   */
  fetch(scratch: string, signal: AbortSignal): Promise<string>;
}

const run = promisify(execFile);
const downloadTimeoutMs = 60_000;

/**
 * Makes a source of a web server. It fails when the server does not answer in time or the download takes more than a
 * minute.
 */
export function webServer(name: string, url: string, answerTimeoutMs = 5_000): DownloadSource {
  return {
    name,
    async fetch(scratch, signal) {
      const path = join(scratch, 'download');
      const limited = AbortSignal.any([signal, AbortSignal.timeout(downloadTimeoutMs)]);
      await pipeline(await answerOf(url, limited, answerTimeoutMs), createWriteStream(path));
      return path;
    },
  };
}

async function answerOf(url: string, signal: AbortSignal, timeoutMs: number) {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, slow.signal]) });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    return response.body;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Makes a source of a file in a Debian package. `apt-get download` needs no privileges, only a package list, which is
 * refreshed when the package is not found and the user is root.
 *
 * @param pathEnd end of the file's path in the package
 */
export function debianPackage(packageName: string, pathEnd: string): DownloadSource {
  return {
    name: `Debian's package ${packageName}`,
    async fetch(scratch, signal) {
      const options = { cwd: scratch, signal };
      const download = () => run('apt-get', ['download', packageName], options);
      await download().catch(async (error) => {
        if (process.getuid?.() !== 0 || error.code === 'ENOENT') throw error;
        await run('apt-get', ['update'], options);
        await download();
      });
      const unpack = 'dpkg-deb --fsys-tarfile ./*.deb | tar -xO --wildcards "*$1" > download';
      await run('sh', ['-c', unpack, 'sh', pathEnd], options);
      return join(scratch, 'download');
    },
  };
}
