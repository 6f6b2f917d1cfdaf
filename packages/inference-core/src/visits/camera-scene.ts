import { z } from 'zod';
import type { CountingLine } from '../store/line.ts';
import { storeConfigurationSchema } from '../store/store-context.ts';
import { type Zone, zonesSchema } from '../store/zone.ts';

/** Knowledge about a camera that visits are made with. */
export interface CameraScene {
  /** Zones of the camera; null when its store says nothing of it. */
  readonly zones: readonly Zone[] | null;
  /** Lines across which people are counted. */
  readonly lines: readonly CountingLine[];
  /** IANA name; null when the store is not known. */
  readonly timeZone: string | null;
  /** Whether the analysis knew a shelf zone. */
  readonly reachesWatched: boolean;
}

/** Settings of an analysis as it saved them, as far as visits need them. */
const settingsSchema = z.object({ store: z.object({ zones: zonesSchema }).nullish() });

/**
 * Reads what is known about a camera.
 *
 * @param configuration configuration of its store as it was saved; null when there is none
 * @param settings settings of the analysis as they were saved; null when there are none
 * @throws {z.ZodError} the configuration is none
 */
export function cameraScene(
  { configuration, cameraId }: { readonly configuration: unknown; readonly cameraId: string | null },
  settings: unknown,
): CameraScene {
  const analyzedZones = settingsSchema.safeParse(settings).data?.store?.zones ?? [];
  const reachesWatched = analyzedZones.some(({ kind }) => kind === 'shelf');
  if (configuration === null) return { zones: null, lines: [], timeZone: null, reachesWatched };
  const { cameras, timeZone } = storeConfigurationSchema.parse(configuration);
  const camera = cameras.find(({ id }) => id === cameraId);
  return { zones: camera?.zones ?? null, lines: camera?.lines ?? [], timeZone, reachesWatched };
}
