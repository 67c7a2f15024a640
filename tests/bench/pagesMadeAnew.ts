import type { Context } from "#app/context.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { readerUrl } from "#app/models/readers/links.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { asFastAsPossible, atARate, openCaller, percentile, type Caller } from "./caller.ts";
import { median } from "./children.ts";

type Asked = { port: number; path: string; context: Context };

const callers = 8;
const seconds = 3;
const rounds = 3;
const calm = { perSecond: 200, seconds: 10 };

/**
 * Pages that are made for one reader, beside one from the cache: answers a second, and what asking for them does to how
 * long the cached page takes.
 */
export async function benchMadeAnew({ port, path, context }: Asked): Promise<void> {
  const list = await firstList(context);
  const pathOf = (url: string) => new URL(url).pathname;
  const pages: Record<string, () => string> = {
    "a page from the cache": () => path,
    "the sign-up form": () => "/subscribe",
    "a list's own form": () => `/subscribe?list=${list!.slug}`,
    "a search": () => "/search?q=warehouse",
    "a reader's page": () => pathOf(readerUrl(context, 5, context.clock())),
    "an unsubscribe page": () => pathOf(leaveUrls(context, 5, list!.id).page),
  };
  const host = new URL(context.config.appUrl).host;
  const open = (page: () => string) =>
    Promise.all(Array.from({ length: callers }, () => openCaller(port, host, page, fromAnotherNetwork)));
  const figures = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, page] of Object.entries(pages)) {
      const asked = await open(page);
      figures.set(name, [...(figures.get(name) ?? []), await asFastAsPossible(asked, seconds)]);
      for (const caller of asked) caller.hangUp();
    }
  // The first round warms up.
  const rates = [...figures].map(([name, rates]) => [name, median(rates.slice(1))] as const);
  const kept = rates[0]![1];
  console.log(`Pages made anew, ${callers} callers, median of ${rounds}; aim: a fiftieth of the page from the cache`);
  for (const [name, rate] of rates)
    console.log(
      `  ${name.padEnd(33)} ${String(Math.round(rate)).padStart(7)} requests/s   1/${Math.round(kept / rate)}`,
    );
  await benchBeside(await open(pages["a page from the cache"]!), await open(pages["a reader's page"]!));
}

async function benchBeside(kept: Caller[], anew: Caller[]) {
  let isOver = false;
  const busy = (async () => {
    while (!isOver) await Promise.all([anew[0]!.ask(), anew[1]!.ask()]);
  })();
  const took = await atARate(kept, calm.perSecond, calm.seconds);
  isOver = true;
  await busy;
  for (const caller of [...kept, ...anew]) caller.hangUp();
  console.log(
    `  the cached page ${calm.perSecond} times a second while two ask for a reader's page all the time:` +
      ` p50 ${percentile(took, 0.5).toFixed(1)} ms, p99 ${percentile(took, 0.99).toFixed(1)} ms`,
  );
}

let networks = 0;

/** Each search comes from a network of its own, because one network may search only so often. */
function fromAnotherNetwork(): string {
  networks += 1;
  return `X-Forwarded-For: ${11 + ((networks >> 16) & 127)}.${(networks >> 8) & 255}.${networks & 255}.1\r\n`;
}
