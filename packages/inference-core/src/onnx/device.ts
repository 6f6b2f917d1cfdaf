import { z } from 'zod';

/** Devices that models run on. `cuda` never falls back to the processor. */
export const deviceSchema = z.enum(['cpu', 'cuda']);
export type Device = z.infer<typeof deviceSchema>;

/** Device, threads and cache of the sessions that run models. */
export interface SessionSettings {
  readonly device: Device;
  /** Processor threads that one model run may use. */
  readonly threads: number;
  /**
   * Directory in which optimized graphs are cached, so that each is optimized once per machine; no cache unless given.
   */
  readonly optimizedModelCache?: string | null;
}

/** Chooses the processor threads of the decoder: all where models run on a GPU, one beside them on the processor. */
export function decoderThreads({ device, threads }: SessionSettings): number {
  return device === 'cpu' ? 1 : threads;
}

/** Fills in what is left out: the processor, and two threads. */
export function completeSettings({
  device = 'cpu',
  threads = 2,
  optimizedModelCache = null,
}: Partial<SessionSettings>): SessionSettings {
  return { device, threads, optimizedModelCache };
}
