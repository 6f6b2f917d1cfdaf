import { basename, resolve } from 'node:path';
import { listVideos, type OpenDatabase } from '@deepsentinel/db-schema';
import { InputError } from '../errors.ts';
import { videoName } from './reported-event.ts';

/** Most videos that are searched by name. */
const maxVideos = 100_000;

/**
 * Finds an analyzed video.
 *
 * @param wanted id, path or file name; of several videos of that name, the latest counts
 * @returns id of the video
 * @throws {InputError} there is none; the message names some that exist
 */
export async function findVideo(db: OpenDatabase['db'], wanted: string): Promise<string> {
  const videos = await listVideos(db, maxVideos);
  const tests: ((video: (typeof videos)[number]) => boolean)[] = [
    ({ id }) => id === wanted,
    (video) => videoName(video) === wanted || video.key === resolve(wanted),
    ({ key }) => basename(key) === wanted,
  ];
  for (const matches of tests) {
    const video = videos.find(matches);
    if (video) return video.id;
  }
  const some = videos.slice(0, 5).map((video) => basename(video.key));
  throw new InputError(
    `${wanted}: no such video in the database; ${some.length > 0 ? `there are ${some.join(', ')}` : 'it is empty'}`,
  );
}
