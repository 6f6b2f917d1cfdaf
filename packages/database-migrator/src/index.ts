export { type MigratorConfig, parseMigratorConfig } from './config.ts';
