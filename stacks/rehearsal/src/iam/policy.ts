type OneOrMany<T> = T | readonly T[];

/** A statement in the JSON of a policy. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: object;
}

/** A policy as JSON, with concrete ARNs only. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: OneOrMany<PolicyStatement>;
}

/** A policy of a role. */
export interface RolePolicy {
  /** Name of the policy in messages. */
  readonly name: string;
  readonly document: PolicyDocument;
}

/** A role with its policies, and the policies of the resources that it uses. */
export interface RoleAccess {
  /** ARN of the role, whose account is that of all resources. */
  readonly roleArn: string;
  readonly region: string;
  readonly policies: readonly RolePolicy[];
  /** Policies of queues and buckets, by the ARN of the queue or bucket. */
  readonly resourcePolicies?: Readonly<Record<string, PolicyDocument>>;
}

export function listOf<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
