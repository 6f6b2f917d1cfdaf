export { startTestCloud, type TestCloud } from './cloud-servers.ts';
export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
