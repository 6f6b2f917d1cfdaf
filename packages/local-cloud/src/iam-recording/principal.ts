import type { Tier } from '@deepsentinel/queue-contracts';

/**
 * A caller, known by the access key alone. The event source has a key of its own, whereas in an account Lambda polls with
 * the dispatcher's role. A job's key stands for the role of its job definition, and is `job` where that names none.
 */
export type Principal = 'deployer' | 'operator' | 'dispatcher' | 'event-source' | 'job' | `job-${Tier}`;

/** Headers and query of a request, either of which may name its signer. */
interface SignedRequest {
  readonly headers: { readonly authorization?: string | undefined };
  readonly query: Readonly<Record<string, unknown>>;
}

/**
 * Reads the access key that a request was signed with, from its header or, when it is presigned, from its query. The
 * signature itself is not checked.
 *
 * @returns undefined for a request without a signature
 */
export function principalOf({ headers, query }: SignedRequest): string | undefined {
  const { 'X-Amz-Credential': presigned } = query;
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? presigned;
  return typeof credential === 'string' ? credential.split('/')[0] : undefined;
}
