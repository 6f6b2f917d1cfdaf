/** Compute environments by what they have and how they are paid for; those that no tier names are not made. */
export const environmentNames = ['cpu-spot', 'cpu-on-demand', 'gpu-spot', 'gpu-on-demand'] as const;
export type EnvironmentName = (typeof environmentNames)[number];
