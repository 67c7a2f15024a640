/** `migrate-now.ts URL`: migrates, and prints as JSON which migrations it was that it applied. */
import { openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";

const db = openDb(process.argv[2]!);
console.log(JSON.stringify(await migrateToLatest(db)));
await db.destroy();
