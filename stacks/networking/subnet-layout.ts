/** CIDR blocks of one availability zone. */
export interface ZoneBlocks {
  /** Block of the private subnet, /20: jobs and functions, 4,091 usable addresses. */
  readonly private: string;
  /** Block of the database subnet, /24. */
  readonly database: string;
  /** Block of the public subnet, /24, for a NAT gateway only. */
  readonly public: string;
}

/**
 * Divides a /16 among the zones. The private blocks come from the lower half, the small ones from the upper, so that a
 * zone added later moves no existing block.
 *
 * @param vpcCidr `a.b.0.0/16`
 * @param zones number of zones, at most 8
 */
export function subnetLayout(vpcCidr: string, zones: number): ZoneBlocks[] {
  if (!isPrivateCidr16(vpcCidr)) throw new RangeError(`not a private /16 network: ${vpcCidr}`);
  if (!Number.isInteger(zones) || zones < 1 || zones > 8)
    throw new RangeError(`zones must be 1 to 8, not ${zones}`);
  const prefix = vpcCidr.split('.').slice(0, 2).join('.');
  return Array.from({ length: zones }, (_, zone) => ({
    private: `${prefix}.${zone * 16}.0/20`,
    database: `${prefix}.${128 + zone}.0/24`,
    public: `${prefix}.${192 + zone}.0/24`,
  }));
}

/** Whether a block is a private /16 (RFC 1918) with no host bits set. */
export function isPrivateCidr16(cidr: string): boolean {
  const [, first, second] = /^(\d{1,3})\.(\d{1,3})\.0\.0\/16$/.exec(cidr)?.map(Number) ?? [];
  if (first === undefined || second === undefined || second > 255) return false;
  return first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
}
