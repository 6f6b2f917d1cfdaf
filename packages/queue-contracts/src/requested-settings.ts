import { z } from 'zod';
import { type AnalysisStage, analysisStages } from './analysis-stages.ts';
import { tierSettings } from './tier-settings.ts';
import type { Tier } from './tiers.ts';

const fps = z.number().positive();
/** Highest ratio of active to idle rate: the frames between two idle ones are held in memory. */
const maxRateRatio = 30;

/** Settings that a request may ask for in place of the tier's. */
export const requestedSettingsSchema = z
  .strictObject({
    /** Frames per second of video that are analyzed while nobody is in view. */
    idleFps: fps.optional(),
    /** Earlier name of `idleFps`, which publishers may keep using. */
    scoutFps: fps.optional(),
    /** Frames per second of video that are analyzed while people are in view. */
    activeFps: fps.optional(),
    /** Stages to do beyond detection, tracks and simple events. */
    stages: z.array(z.enum(analysisStages)).optional(),
  })
  .refine(({ idleFps, scoutFps }) => idleFps === undefined || scoutFps === undefined, {
    path: ['scoutFps'],
    message: 'is the earlier name of idleFps: give one of them',
  })
  .transform(({ scoutFps, idleFps = scoutFps, ...others }) => ({
    ...others,
    ...(idleFps !== undefined && { idleFps }),
  }));
export type RequestedSettings = z.infer<typeof requestedSettingsSchema>;

/** Sampling rates and stages of a request. */
export interface SamplingAndStages {
  readonly idleFps: number;
  readonly activeFps: number;
  readonly stages: readonly AnalysisStage[];
}

/** Combines a tier's settings with those that a request asks for. */
export function settingsOfRequest(tier: Tier, requested: RequestedSettings = {}): SamplingAndStages {
  const { sampling, stages } = tierSettings[tier];
  return {
    idleFps: requested.idleFps ?? sampling.idleFps,
    activeFps: requested.activeFps ?? sampling.activeFps,
    stages: requested.stages ?? stages,
  };
}

interface Limited {
  readonly tier: Tier;
  readonly settings?: RequestedSettings | undefined;
}

/** Refuses settings that the tier does not include. */
export function checkWithinTier({ tier, settings = {} }: Limited, context: z.RefinementCtx): void {
  const { maxFps, stages } = tierSettings[tier];
  const { idleFps, activeFps, stages: wanted } = settingsOfRequest(tier, settings);
  const refuse = (key: keyof RequestedSettings, message: string) =>
    context.addIssue({ code: 'custom', path: ['settings', key], message });
  if (activeFps > maxFps) refuse('activeFps', `the tier ${tier} allows at most ${maxFps}`);
  if (idleFps > activeFps) refuse('idleFps', `may not exceed activeFps, which is ${activeFps}`);
  if (activeFps > maxRateRatio * idleFps) {
    refuse('idleFps', `must be at least a ${maxRateRatio}th of activeFps, which is ${activeFps}`);
  }
  const excess = wanted.filter((stage) => !stages.includes(stage));
  if (excess.length > 0) {
    const included = stages.join(', ') || 'none';
    refuse('stages', `the tier ${tier} does not include ${excess.join(', ')}; it includes ${included}`);
  }
}
