/** A resource as a program registered it, with secrets in plain text. */
export interface RegisteredResource {
  /** URN, `urn:pulumi:<environment>::<project>::<types of the parents and its own>::<name>`. */
  readonly urn: string;
  /** Pulumi type, for instance `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Outputs that a provider would give. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly options: ResourceOptions;
}

/** Options that a program passes to the engine for a resource. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs of the resources that it depends on. */
  readonly dependencies: readonly string[];
}
