import { type AnalysisStage, analysisStages } from './analysis-stages.ts';
import type { Tier } from './tiers.ts';

/** Names, resources and limits of a tier. Stacks and the local cloud are built from the same numbers. */
export interface TierSettings {
  /** Prefix of the objects in the bucket of raw videos that are announced to this tier. */
  readonly uploadPrefix: string;
  readonly requestQueue: string;
  readonly deadLetterQueue: string;
  readonly jobQueue: string;
  /** Priority of the Batch queue: jobs of a higher one start first. */
  readonly priority: number;
  readonly jobDefinition: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly device: 'cpu' | 'cuda';
  /** Time limit of one attempt; Batch does not retry an attempt that exceeds it. */
  readonly timeoutSeconds: number;
  /** Frames per second of video that are analyzed: idle while nobody is in view, active while people are. */
  readonly sampling: { readonly idleFps: number; readonly activeFps: number };
  /** Highest rate that a request may ask for, frames per second. */
  readonly maxFps: number;
  /** Frames that the detector takes at once. */
  readonly detectorBatch: number;
  /** Stages beyond detection, tracks and simple events; a request may ask for fewer. */
  readonly stages: readonly AnalysisStage[];
}

export const tierSettings: Readonly<Record<Tier, TierSettings>> = {
  lite: {
    ...names('lite'),
    priority: 1,
    vcpus: 2,
    memoryMiB: 4096,
    gpus: 0,
    device: 'cpu',
    timeoutSeconds: 3600,
    sampling: { idleFps: 0.5, activeFps: 3 },
    maxFps: 5,
    detectorBatch: 1,
    stages: [],
  },
  basic: {
    ...names('basic'),
    priority: 10,
    vcpus: 2,
    memoryMiB: 4096,
    gpus: 0,
    device: 'cpu',
    timeoutSeconds: 3600,
    sampling: { idleFps: 1, activeFps: 5 },
    maxFps: 10,
    detectorBatch: 1,
    stages: ['pose', 'attributes', 'rules'],
  },
  premium: {
    ...names('premium'),
    priority: 100,
    vcpus: 4,
    // A g5.xlarge has 16 GiB, of which the instance itself keeps some: 16384 never fits.
    memoryMiB: 14_000,
    gpus: 1,
    device: 'cuda',
    timeoutSeconds: 3600,
    sampling: { idleFps: 1, activeFps: 5 },
    maxFps: 30,
    detectorBatch: 8,
    stages: analysisStages,
  },
};

function names(tier: Tier) {
  return {
    uploadPrefix: `${tier}/`,
    requestQueue: `analysis-requests-${tier}`,
    deadLetterQueue: `analysis-requests-${tier}-dlq`,
    jobQueue: `analysis-${tier}`,
    jobDefinition: `batch-runner-${tier}`,
  };
}
