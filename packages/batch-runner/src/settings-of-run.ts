import { findRecording, findRun, type Lease, type OpenDatabase } from '@deepsentinel/db-schema';
import { type AnalysisSettings, analysisSettingsSchema } from '@deepsentinel/inference-core';
import {
  requestedSettingsSchema,
  settingsOfRequest,
  type Tier,
  tierSettings,
} from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { storeContext } from './store-context.ts';

const requestSchema = z.object({ settings: requestedSettingsSchema.optional() }).nullable();

/**
 * Combines the settings of a run: the tier's, those that the request replaces, and the store's context. After a change
 * of the store's configuration an interrupted run begins anew.
 */
export async function settingsOfRun(
  db: OpenDatabase['db'],
  { runId, videoId }: Lease,
  tier: Tier,
): Promise<AnalysisSettings> {
  const request = requestSchema.parse((await findRun(db, runId))?.request ?? null);
  const { storeId, cameraId, recordedAt } = await findRecording(db, videoId);
  const store = storeId === null ? null : await storeContext(db, { storeId, cameraId, recordedAt });
  const { detectorBatch } = tierSettings[tier];
  const chosen = settingsOfRequest(tier, request?.settings);
  return analysisSettingsSchema.parse({ ...chosen, detectorBatch, store });
}
