import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

// Compiled once for this process and, by the environment, for all those that tests start.
process.env.NODE_COMPILE_CACHE ??= here('../node_modules/.cache/compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

/** Whether long campaigns run in place of the other tests. `npm run test:all` runs both, `npm test` only the others. */
const isCampaign = process.env.TEST_CAMPAIGNS === '1';
const tests = isCampaign ? '*.campaign.test.ts' : '*.test.ts';

/** Jest configuration of all packages: native ESM, with types stripped by Node. */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': here('./strip-types.mjs') },
  // Workspace packages are linked source, so they are transformed although they lie under node_modules.
  transformIgnorePatterns: ['/node_modules/(?!@deepsentinel/)'],
  testEnvironment: here('./shared-realm-environment.cjs'),
  testMatch: [`**/src/**/${tests}`, `**/test/**/${tests}`],
  testPathIgnorePatterns: ['/node_modules/', ...(isCampaign ? [] : ['\\.campaign\\.test\\.ts$'])],
  // Most packages have no campaign.
  passWithNoTests: isCampaign,
  modulePathIgnorePatterns: ['/dist/'],
  // Only what hangs takes so long, on a machine however busy.
  testTimeout: 900_000,
  maxWorkers: 1,
};
