import { type OpenDatabase, storeConfiguration } from '@deepsentinel/db-schema';
import { contextOfCamera, type StoreContext, storeConfigurationSchema } from '@deepsentinel/inference-core';

/** Store, camera and start of a recording. */
export interface StoreRecording {
  readonly storeId: string;
  readonly cameraId?: string | null | undefined;
  /** Wall-clock time of the first frame. */
  readonly recordedAt: Date | null;
}

/**
 * Reads the latest configuration of a video's store as the context of its camera; null when the store has none. A camera that
 * the configuration no longer names has no zones.
 */
export async function storeContext(
  db: OpenDatabase['db'],
  { storeId, cameraId = null, recordedAt }: StoreRecording,
): Promise<StoreContext | null> {
  const latest = await storeConfiguration(db, storeId);
  if (!latest) return null;
  const configuration = storeConfigurationSchema.parse(latest.configuration);
  const isNamed = configuration.cameras.some(({ id }) => id === cameraId);
  return contextOfCamera(configuration, isNamed ? cameraId : null, recordedAt?.toISOString() ?? null);
}
