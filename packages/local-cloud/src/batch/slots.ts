import type { ResourceRequirement } from './requests.ts';

/** What this machine lends to jobs, or what a job takes of it. */
export interface Resources {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export function resourcesOf(requirements: readonly ResourceRequirement[]): Resources {
  const value = (type: ResourceRequirement['type']) =>
    Number(requirements.find((requirement) => requirement.type === type)?.value ?? 0);
  return { vcpus: value('VCPU'), memoryMiB: value('MEMORY'), gpus: value('GPU') };
}

export const fits = (needed: Resources, free: Resources) =>
  needed.vcpus <= free.vcpus && needed.memoryMiB <= free.memoryMiB && needed.gpus <= free.gpus;

export function subtract(free: Resources, taken: Resources): Resources {
  return {
    vcpus: free.vcpus - taken.vcpus,
    memoryMiB: free.memoryMiB - taken.memoryMiB,
    gpus: free.gpus - taken.gpus,
  };
}

/** What is left for others while a job waits: of what there is too little for it, nothing. */
export function withoutScarce(free: Resources, needed: Resources): Resources {
  const rest = (name: keyof Resources) => (needed[name] > free[name] ? 0 : free[name]);
  return { vcpus: rest('vcpus'), memoryMiB: rest('memoryMiB'), gpus: rest('gpus') };
}
