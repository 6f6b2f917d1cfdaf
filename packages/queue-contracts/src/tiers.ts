/** What a request pays for. Each tier has a queue, a Batch queue and a job definition of its own; only premium has a GPU. */
export const tiers = ['lite', 'basic', 'premium'] as const;

export type Tier = (typeof tiers)[number];

/** Makes something for each tier. */
export function perTier<T>(make: (tier: Tier) => T): Readonly<Record<Tier, T>> {
  return { lite: make('lite'), basic: make('basic'), premium: make('premium') };
}
