import { fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import type { Answer, Claim, Ledger } from "./ledger.ts";

const pageSize = 500;
const flushed = promisify(fdatasync);

/** Opens a ledger in a new SQLite file, whose log is brought to the disk once for all who wait. */
export function sqliteLedger(file: string, readers: number): Ledger {
  const db = new Database(file);
  db.pragma("journal_mode = wal");
  db.pragma("synchronous = normal");
  fill(db, readers);
  const page = db
    .prepare("select reader from ledger where edition = 1 and state = 'queued' and reader > ? order by reader limit ?")
    .pluck();
  const wish = db.prepare(
    `select id, email from ledger join readers on id = reader
     where edition = 1 and reader = ? and ledger.state = 'queued' and readers.state = 'active'`,
  );
  const claim = db.prepare(
    `update ledger set state = 'sending', owner = 'bench', at = ?, attempts = attempts + 1
     where edition = 1 and reader = ?`,
  );
  const record = db.prepare(
    `update ledger set state = 'accepted', at = ?, reply = ?
     where edition = 1 and reader = ? and owner = 'bench' and state = 'sending'`,
  );
  let ahead: number[] = [];
  let place = 0;
  const nextReader = () => {
    if (ahead.length === 0) ahead = (page.all(place, pageSize) as number[]).reverse();
    place = Math.max(place, ahead[0] ?? 0);
    return ahead.pop();
  };
  const commit = db.transaction((answers: Answer[], wanted: number) => {
    const now = Date.now();
    for (const { id, reply } of answers) record.run(now, reply, id);
    const claims: Claim[] = [];
    while (claims.length < wanted) {
      const id = nextReader();
      if (id === undefined) break;
      const row = wish.get(id) as Claim | undefined;
      if (!row) continue;
      claim.run(now, id);
      claims.push(row);
    }
    return claims;
  });
  let log = -1;
  return {
    async exchange(answers, wanted) {
      const claims = commit(answers, wanted);
      if (log < 0) log = openSync(`${file}-wal`, "r");
      if (claims.length > 0) await flushed(log);
      return claims;
    },
    recorded: () =>
      Promise.resolve(db.prepare("select count(*) from ledger where state = 'accepted'").pluck().get() as number),
    close: () => Promise.resolve(void db.close()),
  };
}

function fill(db: Database.Database, readers: number) {
  db.exec(`
    create table readers (id integer primary key, email text not null, state text not null);
    create table ledger (edition integer, reader integer, state text not null, owner text, at integer,
      attempts integer not null, reply text, primary key (edition, reader)) without rowid;
    create index ledger_due on ledger (edition, state, reader);
    with recursive series(n) as (select 1 union all select n + 1 from series where n < ${readers})
      insert into readers select n, 'reader' || n || '@d' || (n % 1000) || '.example', 'active' from series;
    insert into ledger select 1, id, 'queued', null, 0, 0, null from readers;`);
}
