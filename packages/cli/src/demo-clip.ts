import { cachedDownload, type Download, type DownloadOptions } from './cached-download.ts';
import { debianPackage, webServer } from './download-source.ts';

/** OpenCV's `vtest.avi`: 80 s of people crossing a yard (PETS 2009), 768x576. */
const demoClip: Download = {
  fileName: 'vtest.avi',
  sha256: '45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf',
  sources: [
    webServer(
      "OpenCV's repository",
      'https://raw.githubusercontent.com/opencv/opencv/4.x/samples/data/vtest.avi',
    ),
    debianPackage('opencv-doc', '/data/vtest.avi'),
  ],
};

/**
 * Gives the path of the demo clip: from the cache, otherwise from OpenCV's repository (8 MB) or out of Debian's package
 * (96 MB).
 *
 * @throws {Error} as `cachedDownload` does, with a line on how to do without the clip
 */
export async function fetchDemoClip(options: DownloadOptions): Promise<string> {
  try {
    return await cachedDownload(demoClip, options);
  } catch (cause) {
    options.signal.throwIfAborted();
    const reason = (cause as Error).message;
    throw new Error(`the demo clip ${reason}; take a video of your own: npm run demo -- my.mp4`, { cause });
  }
}
