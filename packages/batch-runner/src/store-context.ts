import { type OpenDatabase, storeConfiguration } from '@deepsentinel/db-schema';
import { contextOfCamera, type StoreContext, storeConfigurationSchema } from '@deepsentinel/inference-core';

/** What a video shows. */
export interface VideoPlace {
  readonly storeId: string;
  readonly cameraId?: string | null | undefined;
  /** Wall-clock time of the first frame. */
  readonly recordedAt: Date | null;
}

/**
 * What is known of the place that a video shows, by the latest configuration of its store; null when it has none. A
 * camera that the configuration no longer names has no zones.
 */
export async function storeContext(
  db: OpenDatabase['db'],
  { storeId, cameraId = null, recordedAt }: VideoPlace,
): Promise<StoreContext | null> {
  const saved = await storeConfiguration(db, storeId);
  if (!saved) return null;
  const configuration = storeConfigurationSchema.parse(saved.configuration);
  const isNamed = configuration.cameras.some(({ id }) => id === cameraId);
  return contextOfCamera(configuration, isNamed ? cameraId : null, recordedAt?.toISOString() ?? null);
}
