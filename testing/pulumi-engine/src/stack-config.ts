import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Keys without their project (`zones`) or with another's (`aws:region`). */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/** Pulumi's default pattern of physical names. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi replaces them.
const defaultAutonaming = '${name}-${hex(7)}';

const projectSchema = z.object({
  name: z.string(),
  main: z.string().optional(),
  config: z
    .object({ 'pulumi:autonaming': z.object({ value: z.object({ pattern: z.string() }) }).optional() })
    .optional(),
});
const stackSchema = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

/** Reads a Pulumi project's `Pulumi.yaml`. */
export async function readProject(directory: string): Promise<Project> {
  const { name, main = '.', config } = projectSchema.parse(await readYaml(join(directory, 'Pulumi.yaml')));
  const autonaming = config?.['pulumi:autonaming']?.value.pattern ?? defaultAutonaming;
  return { name, main: join(directory, main), autonaming };
}

interface Project {
  readonly name: string;
  /** Path of the program. */
  readonly main: string;
  /** Pattern of physical names. */
  readonly autonaming: string;
}

/**
 * Reads the configuration of an environment as the language host passes it to the program: values are text, objects as JSON.
 *
 * @param overrides values that replace those of the file; undefined removes a key
 */
export async function readStackConfig(
  directory: string,
  environment: string,
  overrides: ConfigOverrides = {},
): Promise<Record<string, string>> {
  const { name } = await readProject(directory);
  const { config } = stackSchema.parse(await readYaml(join(directory, `Pulumi.${environment}.yaml`)));
  const qualified = Object.entries(overrides).map(([key, value]) => [
    key.includes(':') ? key : `${name}:${key}`,
    value,
  ]);
  const merged = { ...config, ...Object.fromEntries(qualified) };
  const values = Object.entries(merged).filter(([, value]) => value !== undefined);
  return Object.fromEntries(values.map(([key, value]) => [key, asText(value)]));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function readYaml(path: string): Promise<unknown> {
  return parse(await readFile(path, 'utf8'));
}
