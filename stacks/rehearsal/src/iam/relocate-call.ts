import type { RecordedCall } from './recorded-call.ts';

/** Where calls are moved to. */
export interface Relocation {
  readonly account: string;
  readonly region: string;
  /** What has another name there: the new ARN by the recorded one. What lies below a resource moves with it. */
  readonly arns?: Readonly<Record<string, string>>;
}

/**
 * The call as it would be made in another account, where resources are named otherwise: recordings come from the local
 * cloud, policies from the stacks.
 */
export function relocateCall<C extends RecordedCall>(call: C, { account, region, arns = {} }: Relocation): C {
  const renamed = Object.entries(arns).find(([from]) => isWithin(call.resource, from));
  if (renamed) {
    const [from, to] = renamed;
    return { ...call, resource: to + call.resource.slice(from.length) };
  }
  const [arn, partition, service, oldRegion, oldAccount, ...rest] = call.resource.split(':');
  if (!oldAccount) return call;
  const prefix = [arn, partition, service, oldRegion && region, account];
  return { ...call, resource: [...prefix, ...rest].join(':') };
}

/** The resource itself, an object in a bucket, or a revision of a definition. */
function isWithin(resource: string, arn: string): boolean {
  return resource === arn || resource.startsWith(`${arn}/`) || resource.startsWith(`${arn}:`);
}
