/**
 * Service levels that a request can pay for. Each has a request queue, a Batch queue and a job definition; only
 * premium has a GPU.
 */
export const tiers = ['lite', 'basic', 'premium'] as const;

export type Tier = (typeof tiers)[number];

/** Makes a record with one value for each tier. */
export function perTier<T>(make: (tier: Tier) => T): Readonly<Record<Tier, T>> {
  return { lite: make('lite'), basic: make('basic'), premium: make('premium') };
}
