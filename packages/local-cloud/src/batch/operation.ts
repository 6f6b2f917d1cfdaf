import { z } from 'zod';
import { ClientException } from '../errors.ts';

/** Answers the parsed body of a request. */
export type Operation = (body: unknown) => object;

/**
 * Makes an operation that checks its request first.
 *
 * @throws {ClientException} from the operation: the request is not one that Batch takes
 */
export function operation<S extends z.ZodType>(
  schema: S,
  answer: (request: z.infer<S>) => object,
): Operation {
  return (body) => {
    const { success, data, error } = schema.safeParse(body);
    if (!success) throw new ClientException(`Error executing request: ${z.prettifyError(error)}`);
    return answer(data);
  };
}
