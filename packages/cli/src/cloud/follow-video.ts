import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenDatabase, summarizeVideo, type VideoSummary } from '@deepsentinel/db-schema';
import { shareView } from '../terminal/share-view.ts';
import type { Terminal } from '../terminal/terminal.ts';

const pollMs = 500;

/**
 * Shows the progress of a video's analysis until it has ended.
 *
 * @returns status of the video, and the reason of a failure
 * @throws {unknown} the signal's reason when it is aborted
 */
export async function followVideo(
  db: OpenDatabase['db'],
  videoId: string,
  { noteStream, signal }: Terminal,
): Promise<VideoSummary> {
  const view = shareView(noteStream);
  try {
    for (;;) {
      const video = await summarizeVideo(db, videoId);
      if (video) view.update(video.progress / 100, video.waitReason ?? video.runStatus ?? video.status);
      if (video?.status === 'completed' || video?.status === 'failed') return video;
      await sleep(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } finally {
    view.end();
  }
}
