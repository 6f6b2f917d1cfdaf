import { z } from 'zod';

/** Instance families with NVIDIA GPUs that CUDA 12 supports. */
const gpuFamilies = /^(g4dn|g5|g6|g6e|p3|p4d|p5)\./;

/** Schema of an EC2 instance type in the configuration of a stack. */
export const instanceType = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'must be an instance type such as g5.xlarge');

/** Schema of an EC2 instance type with an NVIDIA GPU. */
export const gpuInstanceType = z
  .string()
  .regex(gpuFamilies, 'must be an instance type with an NVIDIA GPU, such as g5.xlarge');
