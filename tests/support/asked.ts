import { CompiledQuery } from "kysely";
import type { QuickWays } from "#db/quick.server.ts";
import type { TestContext } from "./context.ts";

/** Returns the queries that `work` asks of the database. */
export async function askedIn(
  inner: TestContext,
  work: (context: TestContext) => Promise<unknown>,
): Promise<CompiledQuery[]> {
  const executor = inner.db.getExecutor();
  const { executeQuery } = executor;
  const asked: CompiledQuery[] = [];
  Object.assign(executor, {
    executeQuery: (query: CompiledQuery) => {
      asked.push(query);
      return executeQuery.call(executor, query);
    },
  });
  const { quick } = executor.adapter as unknown as { quick: QuickWays };
  const { trip } = quick;
  quick.trip = (db, { steps, single }) =>
    trip(db, {
      single,
      steps: (atOnce) =>
        steps({
          ...atOnce,
          run(query, parameters) {
            asked.push(CompiledQuery.raw(query, parameters));
            return atOnce.run(query, parameters);
          },
        }),
    });
  await work(inner);
  Object.assign(executor, { executeQuery });
  Object.assign(quick, { trip });
  return asked;
}
