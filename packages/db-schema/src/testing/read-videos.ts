import { listVideos } from '../queries/videos.ts';
import { openDeployedDatabase } from '../rds/open-deployed-database.ts';

/** Opens the database by the access in the first argument (JSON), reads through several connections and prints its name. */
await using database = await openDeployedDatabase(JSON.parse(process.argv[2]!), { connections: 3 });
await Promise.all(Array.from({ length: 9 }, () => listVideos(database.db, 1)));
console.log(database.name);
