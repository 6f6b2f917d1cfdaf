export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
export { startTestCloud, type TestCloud } from './test-cloud.ts';
