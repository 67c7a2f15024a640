import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import type { Posted } from "#app/components/desk/sheet/post.ts";
import { SheetSaver } from "#app/components/desk/sheet/saver.ts";

type Draft = { text: string };
type Saved = { version: number };
type Post = { text: string; intent: string; step: number; answer: (posted: Posted<Saved>) => Promise<void> };

let posts: Post[];
let kept: string | null;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-26T10:41:00Z") });
  posts = [];
  kept = null;
});
afterEach(() => {
  vi.useRealTimers();
});

function aSaver(text = "") {
  const stored = { text };
  const saver = new SheetSaver<Draft, Saved>(
    {
      same: (one, other) => one.text === other.text,
      post: (draft, { intent, step }) =>
        new Promise((resolve) => {
          const answer = async (posted: Posted<Saved>) => {
            resolve(posted);
            await vi.advanceTimersByTimeAsync(0);
          };
          posts.push({ text: draft.text, intent, step, answer });
        }),
      onSaved: () => {},
      keep: (draft) => (kept = draft.text),
      forget: () => (kept = null),
    },
    stored,
    stored,
  );
  return saver;
}

const saved: Posted<Saved> = { answer: { saved: { version: 1 }, faults: {} } };
const offline: Posted<Saved> = { trouble: "offline" };
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("saving", () => {
  test("begins 1.5 seconds after the last key", async () => {
    const saver = aSaver();
    for (const text of ["R", "Ro", "Rob"]) {
      saver.change({ text });
      await pass(1000);
    }
    expect(posts).toEqual([]);
    await pass(500);
    expect(posts.map(({ text }) => text)).toEqual(["Rob"]);
  });

  test("begins at least every ten seconds while somebody types", async () => {
    const saver = aSaver();
    for (let i = 1; i <= 90; i += 1) {
      saver.change({ text: "x".repeat(i) });
      await pass(500);
      await posts.at(-1)?.answer(saved);
    }
    const lengths = posts.map(({ text }) => text.length);
    expect(lengths).toEqual([20, 40, 60, 80]);
  });

  test("is one at a time: what is typed meanwhile goes with the next one", async () => {
    const saver = aSaver();
    saver.change({ text: "One" });
    await pass(1500);
    saver.change({ text: "One two" });
    await pass(60_000);
    expect(posts.map(({ text }) => text)).toEqual(["One"]);
    await posts[0]!.answer(saved);
    expect([saver.state.phase, saver.isUnsaved]).toEqual(["unsaved", true]);
    await pass(1500);
    await posts[1]!.answer(saved);
    expect([posts[1]!.text, saver.state.phase, kept]).toEqual(["One two", "saved", null]);
    expect(posts[1]!.step).toBeGreaterThan(posts[0]!.step);
  });

  test("sends nothing that the server has already", async () => {
    const saver = aSaver("One");
    saver.change({ text: "One two" });
    saver.change({ text: "One" });
    await pass(60_000);
    expect([posts, saver.state.phase]).toEqual([[], "saved"]);
  });

  test("waits for the save under way before it publishes", async () => {
    const saver = aSaver();
    saver.change({ text: "One" });
    await pass(1500);
    const published = saver.save("publish");
    await pass(0);
    expect(posts).toHaveLength(1);
    await posts[0]!.answer(saved);
    expect(posts.map(({ intent }) => intent)).toEqual(["save", "publish"]);
    await posts[1]!.answer(saved);
    expect(await published).toEqual((saved as { answer: SheetAnswer<Saved> }).answer);
  });
});

describe("a save that fails", () => {
  test("is tried again after 1, 2, 4 and at most 30 seconds, with what was typed meanwhile", async () => {
    const saver = aSaver();
    saver.change({ text: "One" });
    await pass(1500);
    for (const pause of [1, 2, 4, 8, 16, 30, 30]) {
      const before = posts.length;
      await posts.at(-1)!.answer(offline);
      expect(saver.state).toMatchObject({ phase: "trouble", trouble: "offline" });
      saver.change({ text: `One ${pause}` });
      await pass(pause * 1000 - 1);
      expect(posts).toHaveLength(before);
      await pass(1);
      expect(posts).toHaveLength(before + 1);
    }
    expect([posts.at(-1)!.text, kept]).toEqual(["One 30", "One 30"]);
    await posts.at(-1)!.answer(saved);
    expect(saver.state).toMatchObject({ phase: "saved", trouble: null });
    expect(kept).toBeNull();
  });

  test("is tried at once when the network is back", async () => {
    const saver = aSaver();
    saver.change({ text: "One" });
    await pass(1500);
    await posts[0]!.answer(offline);
    saver.wake();
    await pass(0);
    expect(posts).toHaveLength(2);
  });

  test("that the desk cannot read is tried again at the next change, not before", async () => {
    const saver = aSaver();
    saver.change({ text: "One" });
    await pass(1500);
    await posts[0]!.answer({ answer: { error: "unreadable", said: "Too long." } });
    await pass(60_000);
    expect([posts.length, saver.state.unreadable, kept]).toEqual([1, "Too long.", "One"]);
    saver.change({ text: "O" });
    await pass(1500);
    expect(posts.map(({ text }) => text)).toEqual(["One", "O"]);
  });

  test("by a conflict stops saving, keeps what is typed, and goes on when somebody decides", async () => {
    const saver = aSaver();
    saver.change({ text: "Mine" });
    await pass(1500);
    await posts[0]!.answer({ answer: { error: "conflict", version: 2, at: 0, by: { name: "Ruth", id: 2 } } });
    saver.change({ text: "Mine and more" });
    await pass(60_000);
    expect([posts.length, kept, saver.state.stop]).toMatchObject([1, "Mine and more", { by: { name: "Ruth" } }]);
    saver.resume();
    await pass(0);
    expect(posts[1]!.text).toBe("Mine and more");
  });
});

test("the browser's copy is written a quarter of a second after a change, however long somebody types", async () => {
  const saver = aSaver();
  for (const text of ["a", "ab", "abc"]) {
    saver.change({ text });
    await pass(100);
  }
  expect(kept).toBe("abc");
});

test("a page that closes sends its last words, even beside a save under way", async () => {
  const saver = aSaver();
  saver.change({ text: "One" });
  await pass(1500);
  saver.change({ text: "One two" });
  saver.close();
  expect([posts.map(({ text }) => text), kept]).toEqual([["One", "One two"], "One two"]);
});
