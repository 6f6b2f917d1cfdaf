/** Compute environments by hardware and purchase option. Those that no tier names are not created. */
export const environmentNames = ['cpu-spot', 'cpu-on-demand', 'gpu-spot', 'gpu-on-demand'] as const;
export type EnvironmentName = (typeof environmentNames)[number];
