import { describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { newVideo, startRun, storeOf } from '../testing/factories.ts';
import { useDatabase } from '../testing/use-database.ts';
import {
  listStores,
  saveStoreConfiguration,
  storeConfiguration,
  storeConfigurationHistory,
} from './stores.ts';

describe.each(backends)('the configuration of a store, in the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  test('comes back as it was saved, also what only its readers know', async () => {
    const configuration = { ...storeOf('whole'), limits: { crowdPersons: 8 }, openingHours: null };
    expect(await saveStoreConfiguration(db, configuration)).toEqual({ version: 1, isNew: true });
    expect(await storeConfiguration(db, 'whole')).toMatchObject({ version: 1, configuration });
    expect(await storeConfiguration(db, 'nowhere')).toBeNull();
  });

  test('has a version for each change and none for what is the same', async () => {
    const [first, second] = [storeOf('changed'), { ...storeOf('changed'), name: 'Renamed' }];
    await saveStoreConfiguration(db, first);
    expect(await saveStoreConfiguration(db, first)).toEqual({ version: 1, isNew: false });
    expect(await saveStoreConfiguration(db, second)).toEqual({ version: 2, isNew: true });
    expect(await saveStoreConfiguration(db, first)).toEqual({ version: 3, isNew: true });
    const history = await storeConfigurationHistory(db, 'changed');
    expect(history.map(({ version, configuration }) => ({ version, configuration }))).toEqual([
      { version: 3, configuration: first },
      { version: 2, configuration: second },
      { version: 1, configuration: first },
    ]);
  });

  test('is saved by many at once, each in a version of its own', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const saved = await Promise.all(
      names.map((name) => saveStoreConfiguration(db, { ...storeOf('contested'), name })),
    );
    expect(saved.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4, 5]);
  });

  test('makes the store and its cameras known, so that videos can be of them', async () => {
    await saveStoreConfiguration(db, storeOf('known'));
    const lease = await startRun(db, newVideo({ storeId: 'known', cameraId: 'known-door' }));
    expect(lease.videoId).toBeDefined();
  });

  test('keeps cameras that it does not name any more, as they have videos', async () => {
    await saveStoreConfiguration(db, storeOf('moved'));
    await saveStoreConfiguration(db, { ...storeOf('moved'), cameras: [{ id: 'moved-till', name: 'Till' }] });
    const summary = (await listStores(db)).find(({ id }) => id === 'moved');
    expect(summary).toMatchObject({
      version: 2,
      timeZone: 'Asia/Seoul',
      cameraIds: ['moved-door', 'moved-till'],
    });
  });

  test('cannot take a camera from another store, and saves nothing then', async () => {
    await saveStoreConfiguration(db, storeOf('owner'));
    const thief = { ...storeOf('thief'), cameras: [{ id: 'owner-door', name: 'Door' }] };
    await expect(saveStoreConfiguration(db, thief)).rejects.toThrow('owner-door belongs to another store');
    expect((await listStores(db)).map(({ id }) => id)).not.toContain('thief');
  });

  test('may name no camera', async () => {
    await saveStoreConfiguration(db, { ...storeOf('blind'), cameras: [] });
    expect((await listStores(db)).find(({ id }) => id === 'blind')).toMatchObject({ cameraIds: [] });
  });
});
