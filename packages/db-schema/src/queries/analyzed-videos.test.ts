import { describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { chunk, newVideo, runRequest, startRun, storeOf } from '../testing/factories.ts';
import { useDatabase } from '../testing/use-database.ts';
import { longestRecordingMs, recordingBefore, streamAnalyzedVideos } from './analyzed-videos.ts';
import { beginRun } from './begin-run.ts';
import { commitChunk } from './chunks.ts';
import { claimRun } from './runs.ts';
import { saveStoreConfiguration } from './stores.ts';
import { registerVideo } from './videos.ts';

describe.each(backends)('analyzed videos of the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  test('have the settings of the run that counts, and the size and length that it found', async () => {
    const lease = await startRun(db, newVideo({ durationMs: null }));
    await beginRun(db, lease, { modelPack: 'a@1', settings: { activeFps: 4 } });
    const frames = (lastMs: number) => ({ width: 704, height: 576, lastMs });
    await commitChunk(db, lease, chunk({ frames: frames(10_000) }));
    await commitChunk(db, lease, chunk({ index: 1, frames: null }));
    await commitChunk(
      db,
      lease,
      chunk({ index: 2, frames: frames(19_800.4), completion: { truncated: false } }),
    );
    await claimRun(db, runRequest(lease.videoId, { anew: true }));
    expect(await Array.fromAsync(streamAnalyzedVideos(db, { videoId: lease.videoId }))).toMatchObject([
      { width: 704, height: 576, durationMs: 19_800, recordedAt: null, settings: { activeFps: 4 } },
    ]);
  });

  test('keep the length that their container states', async () => {
    const lease = await startRun(db, newVideo({ durationMs: 60_000 }));
    await commitChunk(db, lease, chunk());
    expect(await Array.fromAsync(streamAnalyzedVideos(db, { videoId: lease.videoId }))).toMatchObject([
      { durationMs: 60_000 },
    ]);
  });

  test('are filtered by store and camera, in the order of recording, and without those nobody analyzed', async () => {
    await saveStoreConfiguration(db, storeOf('south'));
    const place = { storeId: 'south', cameraId: 'south-door' };
    const recorded = async (hour: number) => {
      const video = newVideo({ ...place, recordedAt: new Date(Date.UTC(2026, 4, 1, hour)) });
      return (await startRun(db, video)).videoId;
    };
    const [late, early] = [await recorded(12), await recorded(9)];
    await registerVideo(db, newVideo(place));
    const ids = async (filter: object) =>
      (await Array.fromAsync(streamAnalyzedVideos(db, filter))).map(({ videoId }) => videoId);
    expect(await ids({ storeId: 'south' })).toEqual([early, late]);
    expect(await ids({ cameraId: 'south-door' })).toEqual([early, late]);
    expect(await ids({ storeId: 'south', cameraId: 'other' })).toEqual([]);
    expect(await ids({ storeId: 'south', from: new Date(Date.UTC(2026, 4, 1, 10)) })).toEqual([late]);
    expect(await ids({ storeId: 'south', to: new Date(Date.UTC(2026, 4, 1, 12)) })).toEqual([early]);
    const [before, after] = await Array.fromAsync(streamAnalyzedVideos(db, { storeId: 'south' }));
    expect(await recordingBefore(db, after!)).toEqual(before);
    expect(await recordingBefore(db, before!)).toBeUndefined();
  });

  test('come all, however many there are, those without a time in the order of their registration', async () => {
    await saveStoreConfiguration(db, storeOf('many'));
    const place = { storeId: 'many', cameraId: 'many-door' };
    const dated = Array.from({ length: 60 }, (_, minute) => new Date(Date.UTC(2026, 4, 1, 0, minute)));
    const ids: string[] = [];
    for (const recordedAt of [...dated, ...dated.map(() => undefined)]) {
      ids.push((await startRun(db, newVideo({ ...place, recordedAt }))).videoId);
    }
    const read = async (filter: object) =>
      (await Array.fromAsync(streamAnalyzedVideos(db, { storeId: 'many', ...filter }))).map(
        ({ videoId }) => videoId,
      );
    expect(await read({})).toEqual(ids);
    expect(await read({ undatedFrom: null })).toEqual(ids.slice(60));
    expect(await read({ undatedFrom: ids[65] })).toEqual(ids.slice(65));
  });

  test('tell how long the longest is', async () => {
    await registerVideo(db, newVideo({ durationMs: 7_200_000 }));
    expect(await longestRecordingMs(db)).toBe(7_200_000);
  });
});
