import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Jest configuration of all packages: native ESM, with types stripped by Node. */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': here('./strip-types.mjs') },
  // Workspace packages are linked source, so they are transformed although they lie under node_modules.
  transformIgnorePatterns: ['/node_modules/(?!@deepsentinel/)'],
  testEnvironment: here('./shared-realm-environment.cjs'),
  testMatch: ['**/src/**/*.test.ts', '**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
