import { type AnalyzedVideo, type OpenDatabase, storeConfiguration } from '@deepsentinel/db-schema';
import { type CameraScene, cameraScene } from '@deepsentinel/inference-core/visits';

/** Latest configurations of stores, each read once. */
export class CameraScenes {
  readonly #db: OpenDatabase['db'];
  readonly #configurations = new Map<string, unknown>();

  constructor(db: OpenDatabase['db']) {
    this.#db = db;
  }

  /** Tells what the configuration of a video's store, and the settings of its analysis, say about its camera. */
  async of({
    storeId,
    cameraId,
    settings,
  }: Pick<AnalyzedVideo, 'storeId' | 'cameraId' | 'settings'>): Promise<CameraScene> {
    const configuration = storeId === null ? null : await this.#configurationOf(storeId);
    return cameraScene({ configuration, cameraId }, settings);
  }

  async #configurationOf(storeId: string): Promise<unknown> {
    if (!this.#configurations.has(storeId)) {
      const saved = await storeConfiguration(this.#db, storeId);
      this.#configurations.set(storeId, saved?.configuration ?? null);
    }
    return this.#configurations.get(storeId);
  }
}
