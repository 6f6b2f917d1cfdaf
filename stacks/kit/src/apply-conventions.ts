import * as pulumi from '@pulumi/pulumi';
import { registerStackTransformation } from '@pulumi/pulumi/runtime/index.js';
import { isTaggable } from './untaggable.ts';

const logGroup = 'aws:cloudwatch/logGroup:LogGroup';

type Tags = Readonly<Record<string, pulumi.Input<string>>> | undefined;

/** What applies to all resources of a stack. */
export interface Conventions {
  /** Of log groups that do not say it themselves. */
  readonly logRetentionDays: number;
}

/**
 * Makes every resource that the program registers from here on carry the tags by which costs are told apart, and every log
 * group forget. The program calls it before it makes anything.
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
