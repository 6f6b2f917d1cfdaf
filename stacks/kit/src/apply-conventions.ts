import * as pulumi from '@pulumi/pulumi';
import { registerStackTransformation } from '@pulumi/pulumi/runtime/index.js';
import { isTaggable } from './untaggable.ts';

const logGroup = 'aws:cloudwatch/logGroup:LogGroup';

type Tags = Readonly<Record<string, pulumi.Input<string>>> | undefined;

/** Conventions for all resources of a stack. */
export interface Conventions {
  /** Days that log groups keep their logs unless they state it themselves. */
  readonly logRetentionDays: number;
}

/**
 * Adds the tags of cost allocation to every resource that the program registers from now on, and a retention to every
 * log group. To be called before the program creates any resource.
 */
export function applyConventions({ logRetentionDays }: Conventions): void {
  const tags = {
    project: 'deepsentinel',
    environment: pulumi.getStack(),
    stack: pulumi.getProject(),
    'managed-by': 'pulumi',
  };
  registerStackTransformation(({ type, name, props, opts }) => {
    // A resource that says nothing of a property passes it all the same, as undefined.
    const retention =
      type === logGroup ? { retentionInDays: props['retentionInDays'] ?? logRetentionDays } : {};
    const named = isTaggable(type) ? { tags: { Name: name, ...tags, ...(props['tags'] as Tags) } } : {};
    return { props: { ...props, ...retention, ...named }, opts };
  });
}
