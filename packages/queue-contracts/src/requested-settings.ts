import { z } from 'zod';
import { type AnalysisStage, analysisStages } from './analysis-stages.ts';
import { tierSettings } from './tier-settings.ts';
import type { Tier } from './tiers.ts';

const fps = z.number().positive();
/** Frames between two looks are held in memory until the next one. */
const maxRateRatio = 30;

/** What a request may want otherwise than its tier has it. */
export const requestedSettingsSchema = z
  .strictObject({
    /** Frames per second of video that are looked at while nobody is in view. */
    idleFps: fps.optional(),
    /** Earlier name of `idleFps`, which publishers may go on using. */
    scoutFps: fps.optional(),
    /** Frames per second of video that are looked at while people are in view. */
    activeFps: fps.optional(),
    /** All that is done beyond detection, tracks and simple events. */
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

/** What a tier's request is analyzed with. */
export interface SamplingAndStages {
  readonly idleFps: number;
  readonly activeFps: number;
  readonly stages: readonly AnalysisStage[];
}

/** A tier's own settings with what a request wants otherwise. */
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

/** Refuses what a tier does not include. */
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
