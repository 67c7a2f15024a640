import type { Kysely } from "kysely";

type Before = { issues: { id: number; pause_reason: string | null } };

/**
 * The reason of a pause no longer contains the number of remaining readers. It is counted when shown, because
 * deliveries in flight at the pause are recorded after it.
 */
export async function up(db: Kysely<Before>): Promise<void> {
  const paused = await db
    .selectFrom("issues")
    .select(["id", "pause_reason"])
    .where("pause_reason", "is not", null)
    .execute();
  for (const { id, pause_reason } of paused)
    await db
      .updateTable("issues")
      .set({ pause_reason: pause_reason!.replace(/ [\d,]+ of [\d,]+ readers are still to come\.$/, "") })
      .where("id", "=", id)
      .execute();
}
