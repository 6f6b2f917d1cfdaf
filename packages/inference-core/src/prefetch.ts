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
