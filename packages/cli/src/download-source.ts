import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** A place that has a file. */
export interface DownloadSource {
  /** For people, as in "fetching ... from NAME". */
  readonly name: string;
  /**
   * @param scratch empty directory that is removed afterwards
   * @returns path of the file in `scratch`, not yet verified
   */
  fetch(scratch: string, signal: AbortSignal): Promise<string>;
}

const run = promisify(execFile);
const downloadTimeoutMs = 60_000;

/** A web server. It is given up when it does not answer in time or the whole takes more than a minute. */
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
 * One file out of a Debian package. `apt-get download` needs no privileges, only a package list, which is refreshed
 * when the package is not found and we are root.
 *
 * @param pathEnd how the path of the file in the package ends
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
