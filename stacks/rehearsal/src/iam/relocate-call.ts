import type { RecordedCall } from './recorded-call.ts';

/** Account, region and names that calls are moved to. */
export interface Relocation {
  readonly account: string;
  readonly region: string;
  /** New ARNs of renamed resources, by the recorded ARN. Whatever is below a resource moves with it. */
  readonly arns?: Readonly<Record<string, string>>;
}

/**
 * Moves a call to another account, in which resources have other names: recordings come from the local cloud, policies
 * from the stacks.
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

/** Whether an ARN is the resource itself, an object in a bucket, or a revision of a definition. */
function isWithin(resource: string, arn: string): boolean {
  return resource === arn || resource.startsWith(`${arn}/`) || resource.startsWith(`${arn}:`);
}
