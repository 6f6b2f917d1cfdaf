export { seedDatabase } from './database-template.ts';
