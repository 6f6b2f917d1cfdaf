import {
  type ComponentDocument,
  readComponentDocument,
  renderComponentDocument,
} from './component-document.ts';

/** Image Builder takes that many characters of a component. */
const inlineLimit = 16_000;

/** In the order of a recipe: Image Builder runs them so, and nothing may be written after the reset. */
const names = ['install-models', 'install-cuda', 'reset-agent', 'test-models', 'test-gpu'] as const;

const directories = {
  components: new URL('../components/', import.meta.url),
  scripts: new URL('../scripts/', import.meta.url),
};

/** A component of EC2 Image Builder, for a recipe that names it. */
export interface BuildComponent {
  readonly name: string;
  /** Where it runs: on the machine that becomes the image, or on one that was started from it. */
  readonly kind: 'build' | 'test';
  readonly description: string;
  /** The component document, YAML, with its scripts in it. */
  readonly data: string;
  /** Names of the parameters that the recipe must pass. */
  readonly parameters: readonly string[];
}

/**
 * Everything that is done to the parent image, in the order in which the recipe must name it.
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
