import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPrivateCidr16, subnetLayout } from '../subnet-layout.ts';

/** Computes the first and last address of a block as numbers. */
function range(cidr: string): readonly [number, number] {
  const [address, bits] = cidr.split('/');
  const first = address!.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
}

const vpcs = fc.integer({ min: 0, max: 255 }).map((second) => `10.${second}.0.0/16`);
const zoneCounts = fc.integer({ min: 1, max: 8 });

describe('the layout of subnets', () => {
  test('stays inside the VPC and overlaps nowhere', () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (vpc, zones) => {
        const [first, last] = range(vpc);
        const blocks = subnetLayout(vpc, zones).flatMap((zone) => Object.values(zone).map(range));
        for (const [from, to] of blocks) expect(from >= first && to <= last).toBe(true);
        const sorted = blocks.toSorted(([a], [b]) => a - b);
        for (const [index, [from]] of sorted.entries())
          expect(from > (sorted[index - 1]?.[1] ?? -1)).toBe(true);
      }),
    );
  });

  test('moves nothing when a zone is added', () => {
    fc.assert(
      fc.property(vpcs, fc.integer({ min: 1, max: 7 }), (vpc, zones) => {
        expect(subnetLayout(vpc, zones + 1).slice(0, zones)).toEqual(subnetLayout(vpc, zones));
      }),
    );
  });

  test.each([
    ['10.0.0.0/16', true],
    ['172.16.0.0/16', true],
    ['172.32.0.0/16', false],
    ['192.168.0.0/16', true],
    ['192.169.0.0/16', false],
    ['10.0.1.0/16', false],
    ['10.0.0.0/24', false],
    ['10.256.0.0/16', false],
    ['8.8.0.0/16', false],
    ['', false],
  ])('%p as a network: %p', (cidr, expected) => {
    expect(isPrivateCidr16(cidr)).toBe(expected);
    if (!expected) expect(() => subnetLayout(cidr, 2)).toThrow('not a private /16 network');
  });
});
