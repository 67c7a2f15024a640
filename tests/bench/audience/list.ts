import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";

const domains = ["gmail.example", "outlook.example", "yahoo.example", "mail.example", "uni.example", "web.example"];
const given = ["Ada", "Ines", "Jürgen", "Mary", "Nils", "Olga", "Ravi", "Sofia", "Wim", "Yara"];
const family = [
  "Lovelace",
  "Halloran",
  "Große",
  "Okafor",
  "Lindqvist",
  "Ivanova",
  "Patel",
  "Conti",
  "de Vries",
  "Haddad",
];

/** The address of a reader by number: in an order that is none, most at few domains, as in a list that has grown. */
export function addressOf(n: number): string {
  const mixed = (n * 7_368_787) % 15_485_863;
  const domain = n % 10 < 6 ? domains[n % 10]! : `company${mixed % 5000}.example`;
  return `${given[mixed % 10]!.replace("ü", "ue").toLowerCase()}.${mixed.toString(36)}@${domain}`;
}

/** Writes a list as a service exports it: address, name, time of agreement. */
export async function writeList(path: string, readers: number): Promise<void> {
  const file = createWriteStream(path);
  file.write("email,name,optin_time\n");
  for (let n = 1; n <= readers; n += 1) {
    const line = `${addressOf(n)},${given[n % 10]} ${family[(n >> 3) % 10]},2025-0${1 + (n % 9)}-1${n % 10} 09:30:00\n`;
    if (!file.write(line)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

/**
 * Writes a history of issues that went to everybody, from one that stands there; all but the last few are sums, as after a
 * year.
 * @param rows how many of them have a delivery for each reader
 */
export async function writeHistory(context: Context, issues: number, rows: number, readers: number): Promise<void> {
  const { db } = context;
  const issue = await db.selectFrom("issues").selectAll().orderBy("id").executeTakeFirstOrThrow();
  const { id: _, ...edition } = await db.selectFrom("editions").selectAll().executeTakeFirstOrThrow();
  for (let i = 1; i <= issues; i += 1) {
    const sent = { status: "sent" as const, begun_key: null };
    const { id } = await db
      .insertInto("issues")
      .values({ ...issue, ...sent, id: 1000 + i, number: 1000 + i })
      .returning("id")
      .executeTakeFirstOrThrow();
    const editionId = await db
      .insertInto("editions")
      .values({ ...edition, issue_id: id, marker_key: `0${i}` })
      .returning("id")
      .executeTakeFirstOrThrow();
    const sum = { edition_id: editionId.id, status: "accepted" as const, count: readers };
    if (i <= issues - rows) await db.insertInto("delivery_sums").values(sum).execute();
    else
      await sql`insert into deliveries (edition_id, subscriber_id, created_at, status, due_at, attempts, claimed_by,
          claimed_at, first_claimed_at, finished_at, reply_code, reply, verdict)
        select ${sql.lit(editionId.id)}, subscriber_id, 0, 'accepted', 0, 1, 'a process', 5, 5, 9, 250, '250 2.0.0 Ok', 'accepted'
        from subscriptions`.execute(db);
  }
}
