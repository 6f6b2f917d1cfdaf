import type { z } from 'zod';

/** A request that AWS Batch would refuse: told to the client as its `ClientException`. */
export class ClientException extends Error {
  override readonly name = 'ClientException';
}

/** @throws {ClientException} naming what is wrong with a request */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ClientException(`Error executing request, Exception : ${problems.join('; ')}`);
}
