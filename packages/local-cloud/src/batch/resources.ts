import type { ResourceRequirement } from './requests.ts';

/** Resources that this machine lends to jobs, or that a job takes. */
export interface Resources {
  readonly vcpus: number;
  readonly memoryMiB: number;
}

/** Sums up what a job asks for. */
export function requiredResources(requirements: readonly ResourceRequirement[]): Resources {
  const value = (type: ResourceRequirement['type']) =>
    Number(requirements.find((requirement) => requirement.type === type)?.value ?? 0);
  return { vcpus: value('VCPU'), memoryMiB: value('MEMORY') };
}

export const fits = (needed: Resources, free: Resources) =>
  needed.vcpus <= free.vcpus && needed.memoryMiB <= free.memoryMiB;

export function subtract(free: Resources, taken: Resources): Resources {
  return { vcpus: free.vcpus - taken.vcpus, memoryMiB: free.memoryMiB - taken.memoryMiB };
}
