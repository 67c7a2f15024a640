import pg from "pg";
import type { Claim, Ledger } from "./ledger.ts";

/** Records answers and claims the next readers: one statement, one round trip, one commit. */
const exchange = `
  with recorded as (
    update ledger set state = 'accepted', at = $1, reply = answer.reply
    from unnest($2::integer[], $3::text[]) as answer (reader, reply)
    where edition = 1 and ledger.reader = answer.reader and owner = 'bench' and state = 'sending'
  ), due as (
    select ledger.reader, readers.email from ledger join readers on readers.id = ledger.reader
    where edition = 1 and ledger.state = 'queued' and ledger.reader > $4 and readers.state = 'active'
    order by ledger.reader limit $5 for update of ledger skip locked
  ), claimed as (
    update ledger set state = 'sending', owner = 'bench', at = $1, attempts = attempts + 1
    from due where edition = 1 and ledger.reader = due.reader
  )
  select reader as id, email from due`;

/** Opens a ledger in an empty PostgreSQL database. */
export async function postgresLedger(url: string, readers: number): Promise<Ledger> {
  const db = new pg.Client(url);
  await db.connect();
  await db.query(`
    create table readers (id integer primary key, email text not null, state text not null);
    create table ledger (edition integer, reader integer, state text not null, owner text, at bigint,
      attempts integer not null, reply text, primary key (edition, reader));
    create index ledger_due on ledger (edition, reader) where state = 'queued';
    insert into readers select n, 'reader' || n || '@d' || (n % 1000) || '.example', 'active'
      from generate_series(1, ${readers}) as n;
    insert into ledger select 1, id, 'queued', null, 0, 0, null from readers;
    analyze readers, ledger`);
  let place = 0;
  return {
    async exchange(answers, wanted) {
      const given = [answers.map(({ id }) => id), answers.map(({ reply }) => reply)];
      const { rows } = await db.query<Claim>({
        name: "exchange",
        text: exchange,
        values: [Date.now(), ...given, place, wanted],
      });
      for (const { id } of rows) place = Math.max(place, id);
      return rows;
    },
    async recorded() {
      const { rows } = await db.query<{ count: number }>(
        "select count(*)::integer as count from ledger where state = 'accepted'",
      );
      return rows[0]!.count;
    },
    close: () => db.end(),
  };
}
