import type { Deployment } from '@deepsentinel/queue-contracts';
import { checkPlace, type PlaceOptions, refuseLoneCamera } from '../store/known-place.ts';
import { openCloudDatabase } from './open-cloud-database.ts';

/**
 * Refuses a place that a deployment does not know. Its database is asked only when a store is named: in an account not
 * everybody who uploads can reach it.
 *
 * @throws {InputError} the store is unknown or has no such camera, or a camera comes without its store
 */
export async function checkCloudPlace(deployment: Deployment, place: PlaceOptions): Promise<void> {
  refuseLoneCamera(place);
  if (place.store === undefined) return;
  await using database = await openCloudDatabase(deployment);
  await checkPlace(database.db, place);
}
