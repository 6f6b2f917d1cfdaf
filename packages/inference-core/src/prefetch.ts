/**
 * Fetches up to `depth` results of a stage ahead of the consumer, so that consecutive stages work at the same time.
 * When the consumer stops, the stage is ended before this returns.
 */
export async function* prefetch<T>(stage: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = stage[Symbol.asyncIterator]();
  const pending: Promise<IteratorResult<T>>[] = [];
  const fetch = () => {
    const result = iterator.next();
    result.catch(() => null);
    pending.push(result);
  };
  try {
    while (true) {
      while (pending.length <= depth) fetch();
      const result = await pending.shift()!;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await Promise.allSettled(pending);
    await iterator.return?.();
  }
}

/** Applies a step to every item of a stage, one after the other. */
export async function* mapStage<In, Out>(
  stage: AsyncIterable<In>,
  step: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  for await (const item of stage) yield await step(item);
}

/**
 * Applies a step to items, two at a time: while one waits for another thread, the models serve the other.
 *
 * @returns the results in the order of the items
 * @throws the failure of a step, after those that run have ended
 */
export async function mapTwoAtOnce<In, Out>(
  items: readonly In[],
  step: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  const queue = [...items.entries()];
  const work = async () => {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await step(next[1]);
    } finally {
      queue.length = 0;
    }
  };
  const outcomes = await Promise.allSettled([work(), work()]);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}
