import { sql, type Kysely } from "kysely";

/** Answers that came before anybody counted them count for their issues, and are signs of their readers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const day = sql.lit(24 * 60 * 60 * 1000);
  const within = sql`case when m.at - e.frozen_at <= ${day} then 'day' else 'later' end`;
  // Where some are counted already, none may count twice.
  await sql`insert into edition_figures (edition_id, figure, "within", count)
    select e.id, 'replies', ${within}, count(*)
    from conversation_messages m
    join conversations c on c.id = m.conversation_id
    join editions e on e.id = c.edition_id
    where m.direction = 'in' and m.kind = 'reply' and (c.apart is null or c.apart <> 'spam')
      and not exists (select 1 from events where kind = 'reply-received')
      and not exists (select 1 from edition_figures where figure = 'replies')
    group by e.id, ${within}`.execute(db);
  await sql`insert into reader_signs (subscriber_id, seen_at, sign)
    select c.subscriber_id, max(m.at), 'reply'
    from conversation_messages m
    join conversations c on c.id = m.conversation_id
    where m.direction = 'in' and m.kind = 'reply' and c.is_reader = 1 and c.subscriber_id is not null
    group by c.subscriber_id
    on conflict (subscriber_id) do update set seen_at = excluded.seen_at, sign = excluded.sign
    where reader_signs.seen_at < excluded.seen_at`.execute(db);
}
