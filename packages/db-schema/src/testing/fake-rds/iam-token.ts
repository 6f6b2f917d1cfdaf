import { createHash, createHmac } from 'node:crypto';

/** Keys of an AWS identity, by which tokens are signed. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** Credentials and target of a login. */
export interface SignIn {
  readonly user: string;
  /** Address of the server, `host:port`. */
  readonly host: string;
  readonly password: string;
}

const longestLifeMs = 900_000;

/**
 * Whether a password is a token that RDS accepts: a presigned request to connect as this user to this host, signed by
 * this identity less than 15 minutes ago. Computed from the definition of the signature, without the SDK.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isToken({ user, host, password }: SignIn, identity: Identity): boolean {
  const request = URL.parse(`https://${password}`);
  if (request?.host !== host || request.pathname !== '/') return false;
  const { searchParams: parameters } = request;
  const signature = parameters.get('X-Amz-Signature');
  parameters.delete('X-Amz-Signature');
  const stamp = parameters.get('X-Amz-Date') ?? '';
  const age = Date.now() - Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const isFresh = age > -longestLifeMs && age < longestLifeMs && parameters.get('X-Amz-Expires') === '900';
  const isMeant = parameters.get('Action') === 'connect' && parameters.get('DBUser') === user;
  return isFresh && isMeant && signature === sign(parameters, { host, stamp }, identity);
}

function sign(
  parameters: URLSearchParams,
  { host, stamp }: { host: string; stamp: string },
  { accessKeyId, secretAccessKey, region }: Identity,
): string {
  const scope = [stamp.slice(0, 8), region, 'rds-db', 'aws4_request'];
  if (parameters.get('X-Amz-Credential') !== [accessKeyId, ...scope].join('/')) return 'another identity';
  const query = [...parameters].map((pair) => pair.map(encodeURIComponent).join('=')).toSorted();
  const canonical = ['GET', '/', query.join('&'), `host:${host}`, '', 'host', sha256('')].join('\n');
  const text = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, step) => hmac(secret, step), `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
