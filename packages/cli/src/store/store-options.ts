import { listStores, type OpenDatabase } from '@deepsentinel/db-schema';
import { InputError } from '../errors.ts';

/** Options that name the store and camera of a video. */
export interface StoreOptions {
  readonly store?: string | undefined;
  readonly camera?: string | undefined;
}

/**
 * Refuses a store or camera that the database does not know, before anything is sent or saved.
 *
 * @throws {InputError} the store is unknown or has no such camera, or a camera comes without its store
 */
export async function checkStore(db: OpenDatabase['db'], { store, camera }: StoreOptions): Promise<void> {
  if (store === undefined) return refuseLoneCamera({ camera });
  const stores = await listStores(db);
  const known = stores.find(({ id }) => id === store);
  if (!known) {
    const names = stores.map(({ id }) => id).join(', ') || 'none';
    throw new InputError(`--store ${store}: unknown; known are: ${names}. \`sentinel store set\` adds one`);
  }
  if (camera !== undefined && !known.cameraIds.includes(camera)) {
    const names = known.cameraIds.join(', ') || 'none';
    throw new InputError(
      `--camera ${camera}: store ${store} has no such camera; its cameras are: ${names}. \`sentinel store set\` adds one`,
    );
  }
}

/**
 * Refuses a camera without its store.
 *
 * @throws {InputError} a camera comes without its store
 */
export function refuseLoneCamera({ store, camera }: StoreOptions): void {
  if (store === undefined && camera !== undefined) {
    throw new InputError('--camera needs --store, which the camera belongs to');
  }
}
