import { analysisStages } from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { storeContextSchema } from './store/store-context.ts';

/** Maximum ratio of `activeFps` to `idleFps`: skipped frames are held in memory, and 30 of 1080p take 190 MB. */
export const maxRateRatio = 30;

/** Settings of an analysis. They are saved in the checkpoint: a resumed analysis must use the same settings. */
export const analysisSettingsSchema = z
  .object({
    /** Analyzed frames per second of video while nobody is in view. */
    idleFps: z.number().positive().max(60).default(1),
    /** Analyzed frames per second of video while people are in view. */
    activeFps: z.number().positive().max(60).default(5),
    /**
     * Minimum confidence of detections, 0..1; null for the model pack's own threshold. A lower one extends the
     * precision-recall curve, but more persons must be rescored.
     */
    minDetectorConfidence: z.number().min(0).max(1).nullable().default(null),
    /** Length of a chunk, seconds of video. */
    chunkSeconds: z.number().positive().max(600).default(10),
    /** Number of frames per batch of the detector while people are in view; larger batches are faster on a GPU. */
    detectorBatch: z.int().min(1).max(64).default(1),
    /**
     * Whether footage in which nothing happens is passed over without decoding: `auto` does so where the packets of the
     * video tell, `off` decodes everything.
     */
    gating: z.enum(['auto', 'off']).default('auto'),
    /** Stages to run; null for all that the pack has models for. */
    stages: z.array(z.enum(analysisStages)).readonly().nullable().default(null),
    /** Zones, opening hours and limits of the store; null when unknown. */
    store: storeContextSchema.nullable().default(null),
    /** Whether the heads of all persons in thumbnails are blurred. */
    blurFaces: z.boolean().default(true),
  })
  .refine(({ idleFps, activeFps }) => activeFps <= maxRateRatio * idleFps, {
    path: ['idleFps'],
    message: `must be at least a ${maxRateRatio}th of activeFps: the frames in between are kept until the next look`,
  });
export type AnalysisSettings = z.infer<typeof analysisSettingsSchema>;
