import type { z } from 'zod';

/**
 * A refinement of lists that refuses a value that another element before has under the same key. Also looks at elements
 * that are wrong otherwise, so that everything that is wrong is said at once.
 */
export function eachOnce(key: string) {
  const check = (elements: readonly unknown[], context: z.RefinementCtx): void => {
    const values = elements.map((element) => (element as Readonly<Record<string, unknown>> | null)?.[key]);
    values.forEach((value, index) => {
      if (typeof value !== 'string' || values.indexOf(value) === index) return;
      context.addIssue({ code: 'custom', path: [index, key], message: `"${value}" is there twice` });
    });
  };
  return [check, { when: ({ value }: { value: unknown }) => Array.isArray(value) }] as const;
}
