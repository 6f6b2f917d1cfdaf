import struct from 'google-protobuf/google/protobuf/struct_pb.js';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Key by which Pulumi marks values that are not plain JSON.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
 */
const signatureKey = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';

/** Reads a protobuf struct; secrets are unwrapped, assets and archives stay objects with `path` or `text`. */
export function fromStruct(value: struct.Struct | undefined): Plain {
  return reveal(value?.toJavaScript() ?? {}) as Plain;
}

export function toStruct(value: Plain): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== 'object' || value === null) return value;
  const { [signatureKey]: signature, ...rest } = value as Record<string, unknown>;
  if (signature === secretSignature) return reveal(rest['value']);
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, reveal(inner)]));
}
