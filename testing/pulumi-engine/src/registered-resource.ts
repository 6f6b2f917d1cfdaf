/** A resource as a program registered it, secrets in plain text. */
export interface RegisteredResource {
  /** `urn:pulumi:<environment>::<project>::<types of the parents and its own>::<name>` */
  readonly urn: string;
  /** Of Pulumi: `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the provider would have answered. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly options: ResourceOptions;
}

/** What the program says about how the engine shall treat a resource. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs. */
  readonly dependencies: readonly string[];
}
