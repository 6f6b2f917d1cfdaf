import {
  type ComponentDocument,
  readComponentDocument,
  renderComponentDocument,
} from './component-document.ts';

/** Characters of a component document that Image Builder accepts inline. */
const inlineLimit = 16_000;

/** Components in the order of a recipe, in which Image Builder runs them; nothing may be written after the reset. */
const names = ['install-models', 'install-cuda', 'reset-agent', 'test-models', 'test-gpu'] as const;

const directories = {
  components: new URL('../components/', import.meta.url),
  scripts: new URL('../scripts/', import.meta.url),
};

/** A component of EC2 Image Builder, for a recipe. */
export interface BuildComponent {
  readonly name: string;
  /** `build` runs on the machine that becomes the image, `test` on one that was started from it. */
  readonly kind: 'build' | 'test';
  readonly description: string;
  /** Component document, YAML, with its scripts inline. */
  readonly data: string;
  /** Names of the parameters that the recipe must pass. */
  readonly parameters: readonly string[];
}

/**
 * Lists the components that turn the parent image into ours, in the order in which the recipe must name them.
 *
 * @throws {Error} a document is wrong or longer than Image Builder takes
 */
export function buildComponents(): readonly BuildComponent[] {
  return names.map((name) => buildComponent(readComponentDocument(name, directories)));
}

function buildComponent(document: ComponentDocument): BuildComponent {
  const { name, description, parameters, phases } = document;
  const data = renderComponentDocument(document);
  if (data.length > inlineLimit) {
    throw new Error(
      `${name}: ${data.length} characters with its scripts; Image Builder takes ${inlineLimit}`,
    );
  }
  return {
    name,
    kind: phases.some((phase) => phase.name === 'build') ? 'build' : 'test',
    description,
    data,
    parameters: parameters.flatMap((parameter) => Object.keys(parameter)),
  };
}
