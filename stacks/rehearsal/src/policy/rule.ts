import type { RegisteredResource } from '@deepsentinel/pulumi-engine';

/** A rule for every resource of every stack in every environment. */
export interface Rule {
  /** Requirement, as a sentence. */
  readonly name: string;
  /**
   * Checks a resource.
   *
   * @param all everything that the same program registers
   * @returns violations; none when the rule does not concern the resource
   */
  readonly check: (resource: RegisteredResource, all: readonly RegisteredResource[]) => readonly string[];
}

/** Makes a rule for resources of some types. */
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

/** Describes violations for people: resource and rule. */
export function violations(rules: readonly Rule[], resources: readonly RegisteredResource[]): string[] {
  return resources.flatMap((resource) =>
    rules.flatMap(({ check }) =>
      check(resource, resources).map((wrong) => `${resource.type} ${resource.name}: ${wrong}`),
    ),
  );
}
