export { seedDatabase } from './database-template.ts';
export { analysisRequest } from './factories.ts';
export { type FakeRds, startFakeRds } from './fake-rds/fake-rds.ts';
export { type Identity, isToken, type SignIn } from './fake-rds/iam-token.ts';
export { type ConnectionFault, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
export { addDayOfRecordings, type DayOfRecordings } from './many-recordings.ts';
