/** The parts of a request that may name its signer. */
interface SignedRequest {
  readonly headers: { readonly authorization?: string | undefined };
  readonly query: Readonly<Record<string, unknown>>;
}

/**
 * The access key that a request was signed with, in its header or, when it is presigned, in its query. The signature
 * itself is not checked.
 *
 * @returns undefined for a request without a signature
 */
export function signerOf({ headers, query }: SignedRequest): string | undefined {
  const { 'X-Amz-Credential': presigned } = query;
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? presigned;
  return typeof credential === 'string' ? credential.split('/')[0] : undefined;
}
