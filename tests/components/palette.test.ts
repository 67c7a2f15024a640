import { describe, expect, test } from "vitest";
import { rankEntries, standingEntries, type PaletteEntry } from "#app/routes/desk/paletteEntries.ts";

const found = (entries: PaletteEntry[], query: string, recent: string[] = []) =>
  rankEntries(entries, query, recent).map(({ name }) => name);

describe("the palette", () => {
  test("offers a writer only what a writer may do", () => {
    const names = standingEntries("writer")
      .filter(({ kind }) => kind !== "Word")
      .map(({ name }) => name);
    expect(names).toEqual([
      "New article",
      "Articles",
      "Settings: Your account",
      "What the words mean",
      "Keyboard shortcuts",
    ]);
  });

  test("offers pacing and consent to operators alone", () => {
    const offers = (role: "editor" | "operator", name: string) =>
      standingEntries(role).some((entry) => entry.name === `Settings: ${name}`);
    expect(offers("editor", "Pacing")).toBe(false);
    expect(offers("operator", "Pacing")).toBe(true);
    expect(offers("operator", "Consent")).toBe(true);
  });

  test("finds by beginnings of words, in any order, then by letters", () => {
    const all = standingEntries("owner");
    expect(found(all, "set pri")[0]).toBe("Settings: Privacy policy");
    expect(found(all, "pol set")[0]).toBe("Settings: Privacy policy");
    expect(found(all, "shdl")[0]).toBe("Schedule");
    expect(found(all, "a slot")).toContain("What is a slot?");
    expect(found(all, "upload")[0]).toBe("New picture");
    expect(found(all, "zzzz")).toEqual([]);
  });

  test("takes no notice of capitals and marks", () => {
    const entry = { key: "a", name: "Über Städte", kind: "Article", act: { go: "/" } };
    expect(found([entry], "uber STADTE")).toEqual(["Über Städte"]);
  });

  test("has first what was chosen lately, among those that fit as well", () => {
    const all = standingEntries("owner");
    expect(found(all, "", ["/desk/lists", "/desk/pictures"]).slice(0, 2)).toEqual(["Lists", "Pictures"]);
    expect(found(all, "new", ["New issue"])[0]).toBe("New issue");
    expect(found(all, "articles", ["New article"])[0]).toBe("Articles");
  });
});
