import type { RegisteredResource } from '@deepsentinel/pulumi-engine';

/** Something that holds for every resource of every stack in every environment. */
export interface Rule {
  /** What is wanted, as a sentence. */
  readonly name: string;
  /**
   * @param all everything that the same program registers
   * @returns what is wrong with the resource; nothing when the rule does not concern it
   */
  readonly check: (resource: RegisteredResource, all: readonly RegisteredResource[]) => readonly string[];
}

/** Makes a rule about resources of some types. */
export function ruleFor(
  types: readonly string[],
  name: string,
  isKept: (inputs: Inputs, all: readonly RegisteredResource[], resource: RegisteredResource) => boolean,
): Rule {
  const check: Rule['check'] = (resource, all) =>
    types.includes(resource.type) && !isKept(resource.inputs as Inputs, all, resource) ? [name] : [];
  return { name, check };
}

// biome-ignore lint/suspicious/noExplicitAny: what providers take differs by type; the rules look only where they know the way.
export type Inputs = Readonly<Record<string, any>>;

/** A violation for people: which resource, and which rule. */
export function violations(rules: readonly Rule[], resources: readonly RegisteredResource[]): string[] {
  return resources.flatMap((resource) =>
    rules.flatMap(({ check }) =>
      check(resource, resources).map((wrong) => `${resource.type} ${resource.name}: ${wrong}`),
    ),
  );
}
