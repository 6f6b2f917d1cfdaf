import { z } from 'zod';

/** Where models run. `cuda` never falls back to the processor. */
export const deviceSchema = z.enum(['cpu', 'cuda']);
export type Device = z.infer<typeof deviceSchema>;

export interface SessionSettings {
  readonly device: Device;
  /** Threads that one model run may use; on `cuda` those of the host side. */
  readonly threads: number;
  /** Directory that keeps optimized graphs, so that they are optimized once per machine; none unless given. */
  readonly optimizedModelCache?: string | null;
}
