export { openDeployedDatabase } from './open-deployed-database.ts';
export { rdsAccess, tokenAccess } from './rds-access.ts';
