import * as pulumi from '@pulumi/pulumi';
import { allConfig } from '@pulumi/pulumi/runtime/index.js';
import type { z } from 'zod';

/**
 * Reads the configuration of the current stack.
 *
 * @throws {RunError} naming every key that is unknown, missing or wrong
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema): z.infer<Schema> {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const own = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  const values = Object.fromEntries(own.map(([key, text]) => [key.slice(prefix.length), text]));
  try {
    return parseConfig(schema, values);
  } catch (error) {
    const file = `Pulumi.${pulumi.getStack()}.yaml`;
    const { message } = error as Error;
    throw new pulumi.RunError(`configuration of ${project} (${file}; keys in Pulumi.README.md):\n${message}`);
  }
}

/**
 * Parses configuration values, which Pulumi passes as text, lists and objects as JSON.
 *
 * @throws {Error} naming every key that is unknown, missing or wrong, a line each
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  texts: Readonly<Record<string, string>>,
): z.infer<Schema> {
  const values = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, readText(text)]));
  const parsed = schema.strict().safeParse(values);
  if (!parsed.success) throw new Error(parsed.error.issues.map(explain).join('\n'));
  return parsed.data as z.infer<Schema>;
}

function explain({ path, message }: z.core.$ZodIssue): string {
  return `  - ${[path.join('.'), message].filter(Boolean).join(': ')}`;
}

function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
