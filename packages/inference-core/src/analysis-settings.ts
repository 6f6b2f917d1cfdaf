import { analysisStages } from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { storeContextSchema } from './store/store-context.ts';

/** The most that `activeFps` may be of `idleFps`: frames between two looks are held in memory, 30 of 1080p are 190 MB. */
export const maxRateRatio = 30;

/** How a video is analyzed. Part of the checkpoint: a resumed analysis must use the same settings. */
export const analysisSettingsSchema = z
  .object({
    /** Frames per second of video that are looked at while nobody is in view. */
    idleFps: z.number().positive().max(60).default(1),
    /** Frames per second while people are in view; at least `idleFps`. */
    activeFps: z.number().positive().max(60).default(5),
    /**
     * Less confident detections are left out, 0..1; null for the model pack's own threshold. A lower one traces the
     * precision-recall curve further, at the price of more persons to rescore.
     */
    minDetectorConfidence: z.number().min(0).max(1).nullable().default(null),
    /** Length of a chunk, seconds of video. */
    chunkSeconds: z.number().positive().max(600).default(10),
    /** Frames that the detector looks at together while people are in view; a GPU gains from it. */
    detectorBatch: z.int().min(1).max(64).default(1),
    /** Parts of the analysis that are wanted; null for all that the pack has models for. */
    stages: z.array(z.enum(analysisStages)).readonly().nullable().default(null),
    /** What is known of the place that the camera sees; null when nothing is. */
    store: storeContextSchema.nullable().default(null),
    /** Blur the heads of all persons in thumbnails. */
    blurFaces: z.boolean().default(true),
  })
  .refine(({ idleFps, activeFps }) => activeFps <= maxRateRatio * idleFps, {
    path: ['idleFps'],
    message: `must be at least a ${maxRateRatio}th of activeFps: the frames in between are kept until the next look`,
  });
export type AnalysisSettings = z.infer<typeof analysisSettingsSchema>;
