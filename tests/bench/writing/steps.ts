import type { Route } from "playwright-core";
import { aPassword } from "../../support/desk.ts";
import { ageLocks, fillDisk, type Held } from "./desk.ts";
import { crash, isSave, keptIn, ready, see } from "./pages.ts";
import { Finding, isAlike, type Round } from "./round.ts";

/** Something that happens while somebody writes. It ends with a sheet that is saved, or with a finding. */
export type Step = (round: Round) => Promise<void>;

/** What a save may meet on its way: words that the page then must say, and how it is done; `held` ends the waiting. */
type Cut = { words: RegExp; on: (route: Route, held: Promise<void>) => Promise<void> };

const cuts = {
  "cut before the request": { words: /no connection/, on: (route) => route.abort("internetdisconnected") },
  "request lost on its way": {
    words: /no connection/,
    on: async (route, held) => {
      await held;
      await route.abort("connectionreset");
    },
  },
  "answer lost": {
    words: /no connection/,
    on: async (route, held) => {
      await route.fetch();
      await held;
      await route.abort("connectionreset");
    },
  },
  "502 instead of the desk": {
    words: /does not answer/,
    on: (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }),
  },
  "502 after the desk has saved": {
    words: /does not answer/,
    on: async (route, held) => {
      await route.fetch();
      await held;
      await route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" });
    },
  },
  "a page of a newer version": {
    words: /new version/,
    on: (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html>" }),
  },
} satisfies Record<string, Cut>;

/** Cuts the saves of a page. @returns `letGo`: what was held goes on its way; `heal`: saves arrive again */
async function cut(round: Round, { on }: Cut) {
  const { page } = round.tab;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const cutting = (route: Route) => on(route, held).catch(() => {});
  await page.route(isSave, cutting);
  return { letGo, heal: () => page.unroute(isSave, cutting) };
}

const cutSaves = Object.fromEntries(
  Object.entries(cuts).map(([name, kind]) => [
    name,
    async (round) => {
      const { letGo, heal } = await cut(round, kind);
      await round.type();
      await round.until("a save is under way", async () => /Saving|Not saved/.test((await see(round.tab.page)).state));
      await round.type();
      letGo();
      await round.alert(kind.words);
      await round.holds();
      if (round.draw.oneIn(2)) await round.type();
      await round.holds();
      await heal();
      // It may have been tried by itself just then.
      if (round.draw.oneIn(3)) await round.press("Try now", round.tab, 1000).catch(() => {});
      await round.saved();
    },
  ]),
) as Record<keyof typeof cuts, Step>;

/** Ends a page in some way, and opens the sheet again. */
async function comeBack(round: Round, end: () => Promise<void>): Promise<void> {
  const { path, must } = round;
  await end();
  // What a lost answer made of a new sheet cannot be known to its page.
  const wasSaved = !path.endsWith("/new") && isAlike(must, await round.desk.stored(path));
  round.tab = await round.open(round.tab.who, path);
  await alike(round);
  const { notices } = await see(round.tab.page);
  if (wasSaved && notices.some((notice) => notice.includes("they are back")))
    throw new Finding("untrue", "words are said to be back that were saved at the time");
}

/** What was typed is in the browser a quarter of a second later. */
async function keeps(round: Round): Promise<void> {
  for (const browser of round.desk.browsers.values()) await browser.clock.fastForward(300);
  await keptIn(round.tab.page);
}

export const steps = {
  ...cutSaves,
  "nothing happens": async (round) => {
    await round.type();
    await round.saved();
  },
  "no network at all": async (round) => {
    const browser = await round.browser(round.tab.who);
    await round.type(() => browser.setOffline(true));
    await round.alert(/no connection/);
    await round.type();
    await round.holds();
    await browser.setOffline(false);
    await round.saved();
  },
  "killed tab": async (round) => {
    const kind = round.draw.of([null, ...Object.values(cuts)] as (Cut | null)[]);
    const broken = kind && (await cut(round, kind));
    await round.type();
    if (round.draw.oneIn(2)) {
      for (const browser of round.desk.browsers.values()) await browser.clock.fastForward(1600);
      await round.type();
    }
    await keeps(round);
    await comeBack(round, () => crash(round.tab.page));
    broken?.letGo();
    if (round.draw.oneIn(2)) await round.type();
    await round.saved();
  },
  reload: async (round) => {
    const kind = round.draw.of([null, null, ...Object.values(cuts)] as (Cut | null)[]);
    const broken = kind && (await cut(round, kind));
    await round.type();
    round.tab.page.once("dialog", (dialog) => void dialog.accept());
    const loaded = round.tab.page.reload();
    broken?.letGo();
    await loaded;
    await ready(round.tab.page);
    round.shows(await see(round.tab.page), "after a reload");
    await broken?.heal();
    await round.type();
    await round.saved();
  },
  "closed tab": async (round) => {
    await round.type();
    await round.saved();
    await round.type();
    await keeps(round);
    await comeBack(round, () => round.tab.page.close());
    await round.saved();
    await round.type();
    await round.saved();
  },
  "expired session": async (round) => {
    const { context, people } = round.desk;
    const mine = people[round.tab.who].id;
    await round.type(() => context.db.deleteFrom("sessions").where("editor_id", "=", mine).execute());
    await round.alert(/session has ended/);
    await round.type();
    await round.holds();
    await round.press("Sign in again");
    const { page } = round.tab;
    await page.getByRole("dialog").getByLabel("Password").fill(aPassword);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await round.type();
    await round.saved();
  },
  "server killed while typing": async (round) => {
    await round.type(() => round.desk.kill());
    if (round.draw.oneIn(2)) await round.alert(/no connection|does not answer/);
    await round.holds();
    await round.type(() => round.desk.start());
    await round.saved();
  },
  "disk full": async (round) => {
    await round.type();
    await fillDisk(round.desk);
    await round.type();
    await round.alert(/disk of the desk is full/);
    await round.type();
    await round.holds();
    round.desk.disk!.free();
    await round.saved();
  },
  "own second tab": async (round) => {
    await round.type();
    await round.saved();
    const first = round.tab;
    const second = await round.open(first.who, round.path);
    await round.notice(/open in another tab of yours/, second);
    await round.type();
    await round.holds();
    await round.press("Write here", second);
    round.tab = second;
    await round.notice(/You went on in another tab/, first);
    await round.canWrite();
    await alike(round);
    await round.type();
    await round.saved();
    await alike(round, first);
    if (round.draw.oneIn(2)) await first.page.close();
  },
  "taken over by another": async (round) => {
    await round.type();
    await round.saved();
    const first = round.tab;
    const second = await round.open(first.who === "ines" ? "tom" : "ines", round.path);
    await round.notice(new RegExp(`${round.desk.people[first.who].name} has been writing in this`), second);
    await round.type();
    await round.holds();
    await round.press("Take over", second);
    round.tab = second;
    await round.notice(new RegExp(`${round.desk.people[second.who].name} took over`), first);
    await round.canWrite();
    await alike(round);
    await round.type();
    await round.saved();
    await alike(round, first);
    if (round.draw.oneIn(2)) {
      await round.press("Take it back", first);
      round.tab = first;
      await round.notice(new RegExp(`${round.desk.people[first.who].name} took over`), second);
      await round.canWrite();
      await round.type();
      await round.saved();
    }
    for (const tab of [first, second]) if (tab !== round.tab) await tab.page.close();
  },
  "another saved while offline": async (round) => {
    await round.type();
    await round.saved();
    const [first, before] = [round.tab, { ...round.must }];
    const browser = await round.browser(first.who);
    await browser.setOffline(true);
    await round.type();
    await round.alert(/no connection/);
    await round.holds();
    await ageLocks(round.desk, 20_000);
    const mine = round.must;
    const second = await round.open(first.who === "ines" ? "tom" : "ines", round.path);
    [round.tab, round.must] = [second, before];
    await round.type();
    await round.saved();
    const theirs = round.must;
    [round.tab, round.must] = [first, mine];
    await browser.setOffline(false);
    await round.alert(new RegExp(`${round.desk.people[second.who].name} saved this`));
    await round.holds();
    await decide(round, theirs);
    await second.page.close();
    await writeOn(round);
  },
} satisfies Record<string, Step>;

/** A conflict ends with a copy, mine over theirs, or theirs. */
async function decide(round: Round, theirs: Held): Promise<void> {
  const path = round.path;
  const way = round.draw.of(["copy", "mine", "theirs"] as const);
  round.story.push(`(${way})`);
  if (way === "mine") {
    round.inRevisions.push(theirs.text);
    await round.press("Save mine over theirs");
    return round.saved();
  }
  if (way === "theirs") {
    await round.press("Drop mine, go on with theirs");
    round.must = theirs;
    await alike(round);
    return ready(round.tab.page);
  }
  round.copies.set(path, theirs);
  const untitled = path.includes("/issues/") ? "No subject" : "Untitled";
  round.must.title = `${round.must.title.trim() || untitled} (copy)`;
  await round.press("Save mine as a copy");
  await round.until("the copy has its address", async () => round.path !== path && !round.path.endsWith("/new"));
  await ready(round.tab.page);
  await round.saved();
}

/** Who saved meanwhile had the sheet: when they have left, it is free. */
async function writeOn(round: Round): Promise<void> {
  const isFree = async () => {
    const { canWrite, notices } = await see(round.tab.page);
    return canWrite || notices.some((notice) => notice.includes("Nobody is writing"));
  };
  await round.until("nobody else is writing", isFree);
  if (!(await see(round.tab.page)).canWrite) await round.press("Write");
  await round.canWrite();
}

/** Waits until a page shows what must be there. */
async function alike(round: Round, { page } = round.tab): Promise<void> {
  await round
    .until("the page shows it all", async () => isAlike(round.must, await see(page)))
    .catch(async (error: unknown) => {
      round.shows(await see(page), "in the end");
      throw error;
    });
}
