import { readFileSync } from 'node:fs';
import { type CollectionTag, isScalar, parse, Scalar, stringify, YAMLSeq } from 'yaml';
import { z } from 'zod';

const scriptDirectory = '/var/tmp/deepsentinel';
/** Line that ends a here-document; no script may contain it. */
const endOfScript = 'END_OF_SCRIPT';

const stepSchema = z.strictObject({
  name: z.string().min(1),
  action: z.literal('ExecuteBash'),
  timeoutSeconds: z.number().int().positive(),
  inputs: z.strictObject({ commands: z.array(z.string().min(1)).length(1) }),
});

/**
 * A component document of Image Builder, as far as ours use it. A step has one command, because of several only the
 * last one's exit code would count.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export const componentDocumentSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  description: z.string().min(1),
  schemaVersion: z.literal('1.0'),
  parameters: z
    .array(
      z.record(z.string(), z.strictObject({ type: z.literal('string'), description: z.string().min(1) })),
    )
    .default([]),
  phases: z.array(
    z.strictObject({ name: z.enum(['build', 'validate', 'test']), steps: z.array(stepSchema).min(1) }),
  ),
});
export type ComponentDocument = z.infer<typeof componentDocumentSchema>;

/**
 * Reads a component document and replaces `!scripts [NAME...]` by a command that writes those scripts to
 * /var/tmp/deepsentinel of the machine.
 *
 * @param components directory of the documents
 * @param scripts directory of the scripts
 * @throws {Error} it is no such document, or a script cannot be put into one
 */
export function readComponentDocument(
  name: string,
  { components, scripts }: { components: URL; scripts: URL },
): ComponentDocument {
  const text = readFileSync(new URL(`${name}.yml`, components), 'utf8');
  const parsed = componentDocumentSchema.safeParse(parse(text, { customTags: [scriptsTag(scripts)] }));
  if (parsed.success) return parsed.data;
  throw new Error(`${name}.yml: no component document\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/** Formats a document for Image Builder. */
export function renderComponentDocument(document: ComponentDocument): string {
  const { parameters, ...others } = document;
  return stringify(parameters.length > 0 ? document : others, { lineWidth: 0, blockQuote: 'literal' });
}

function scriptsTag(scripts: URL): CollectionTag {
  return {
    tag: '!scripts',
    collection: 'seq',
    nodeClass: YAMLSeq,
    resolve(list) {
      const names = (list as YAMLSeq).items.map((item) => String(isScalar(item) ? item.value : item));
      const commands = names.map((name) => writeScript(name, readFileSync(new URL(name, scripts), 'utf8')));
      return new Scalar([`mkdir -p ${scriptDirectory}`, ...commands].join('\n'));
    },
  };
}

function writeScript(name: string, script: string): string {
  // Image Builder would take them for its own.
  if (script.includes('{{')) throw new Error(`${name}: braces stand for parameters of a component: "{{"`);
  if (script.split('\n').includes(endOfScript)) throw new Error(`${name}: has a line ${endOfScript}`);
  return `cat >${scriptDirectory}/${name} <<'${endOfScript}'\n${script.trimEnd()}\n${endOfScript}`;
}
