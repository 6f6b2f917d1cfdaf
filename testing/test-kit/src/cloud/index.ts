export { startTestCloud, type TestCloud } from './cloud-servers.ts';
