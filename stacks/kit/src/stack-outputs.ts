import * as pulumi from '@pulumi/pulumi';

/**
 * Exports of another of our stacks, in the same environment. Its exports are the type, so that the type check finds a
 * misnamed one:
 *
 * ```ts
 * import type * as networking from '@deepsentinel/stack-networking';
 * const network = new StackOutputs<typeof networking>('deepsentinel-networking');
 * network.get('vpcId'); // Output<string>
 * ```
 */
export class StackOutputs<Exports extends object> {
  readonly #reference: pulumi.StackReference;

  /** @param project as `name` in the other stack's Pulumi.yaml */
  constructor(project: string) {
    this.#reference = new pulumi.StackReference(
      `${pulumi.getOrganization()}/${project}/${pulumi.getStack()}`,
    );
  }

  /** Fails the deployment with the name of the other stack if that, as it is deployed, does not export the name. */
  get<Name extends keyof Exports & string>(name: Name): pulumi.Output<pulumi.Unwrap<Exports[Name]>> {
    const value: pulumi.Output<unknown> = this.#reference.getOutput(name);
    const checked = pulumi.all([this.#reference.name, value]).apply(([stack, found]) => {
      if (found !== undefined) return found as Exports[Name];
      throw new pulumi.RunError(
        `the stack ${stack} has no output "${name}": deploy it with the current program before this one (pulumi up --stack ${stack})`,
      );
    });
    return checked as pulumi.Output<pulumi.Unwrap<Exports[Name]>>;
  }
}
