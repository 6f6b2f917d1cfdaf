import type { Deployment } from '@deepsentinel/queue-contracts';
import { checkStore, refuseLoneCamera, type StoreOptions } from '../store/store-options.ts';
import { openCloudDatabase } from './open-cloud-database.ts';

/**
 * Refuses a store or camera that a deployment does not know. Its database is asked only when a store is named: in an account
 * not everybody who uploads can reach it.
 *
 * @throws {InputError} the store is unknown or has no such camera, or a camera comes without its store
 */
export async function checkCloudStore(deployment: Deployment, options: StoreOptions): Promise<void> {
  refuseLoneCamera(options);
  if (options.store === undefined) return;
  await using database = await openCloudDatabase(deployment);
  await checkStore(database.db, options);
}
