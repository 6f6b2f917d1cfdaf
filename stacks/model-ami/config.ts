import { gpuInstanceType, logRetentionDays, readConfig } from '@deepsentinel/stack-kit';
import { z } from 'zod';

const imageId = z.string().regex(/^ami-[0-9a-f]{8,17}$/, 'must be the id of an image, ami-...');

const buildSchema = z.strictObject({
  lockFile: z.string().min(1),
  cudaBundle: z.strictObject({
    uri: z.string().regex(/^s3:\/\/[^/]+\/.+$/, 'must be s3://bucket/key'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  }),
  parentImage: z.union([imageId, z.string().startsWith('ssm:/')], {
    error: 'must be the id of an image, ami-..., or ssm:/ and the name of a parameter that holds one',
  }),
  /** Type of the instance that builds and tests the image. */
  instanceType: gpuInstanceType,
});
export type BuildConfig = z.infer<typeof buildSchema>;

const configSchema = z
  .object({ build: buildSchema.optional(), promotedImageId: imageId.optional(), logRetentionDays })
  .refine(({ build, promotedImageId }) => (build === undefined) !== (promotedImageId === undefined), {
    message: 'exactly one of build and promotedImageId must be given',
  });

export const config = readConfig(configSchema);
