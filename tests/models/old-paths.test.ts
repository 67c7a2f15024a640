import { describe, expect, test } from "vitest";
import { isShortLink, keysOfRequest, oldPath, redirectKey } from "#app/models/oldPaths.ts";

describe("an old address", () => {
  test.each([
    ["/2024/05/robots/", "/2024/05/robots/"],
    ["https://old.example/p/robots?utm=1#top", "/p/robots?utm=1"],
    ["  /a//b ", "/a/b"],
    ["/über/机器人", "/%C3%BCber/%E6%9C%BA%E5%99%A8%E4%BA%BA"],
    ["/?p=7", "/?p=7"],
  ])("%s is %s", (written, path) => {
    expect(oldPath(written)).toBe(path);
  });

  test.each([
    "",
    "robots",
    "/",
    "https://old.example/",
    "javascript:alert(1)",
    "/a\\b",
    "/a\nb",
    `/${"x".repeat(1001)}`,
  ])("%j is none", (written) => {
    expect(oldPath(written)).toBeNull();
  });
});

describe("two spellings are one path", () => {
  test.each([
    ["/Robots/", "/robots"],
    ["/%C3%9CBER", "/über"],
    ["/u%CC%88ber", "/über"],
    ["/a//b", "/a/b"],
    ["/100%", "/100%"],
    ["/a%2Fb", "/a%2fb"],
    ["/a%00b", "/a%00b"],
    ["/index.php?ID=7", "/index.php?id=7"],
    ["/?p=7", "/?p=7"],
  ])("%s is compared as %s", (path, key) => {
    expect(redirectKey(path)).toBe(key);
  });

  test("its own form is its own form again", () => {
    for (const path of ["/%25", "/%2525", "/a%2Fb", "/%E0%A4%A", "/ünï/İ", "/x?q=%26&y", "/%3Fa"])
      expect(redirectKey(redirectKey(path))).toBe(redirectKey(path));
  });
});

describe("a request is looked up", () => {
  test("as it stands first, then without its query, then with other endings", () => {
    expect(keysOfRequest("/post.html?id=7")).toEqual(["/post.html?id=7", "/post.html", "/post"]);
    expect(keysOfRequest("/post/index.html")).toEqual(["/post/index.html", "/post"]);
    expect(keysOfRequest("/post/amp")).toEqual(["/post/amp", "/post"]);
    expect(keysOfRequest("/Post/")).toEqual(["/post", "/post.html", "/post.htm", "/post.php", "/post/index.html"]);
  });

  test("at the front page only by a short link", () => {
    expect(keysOfRequest("/?utm=1")).toEqual([]);
    expect(keysOfRequest("/?p=7")).toEqual(["/?p=7"]);
    expect([isShortLink("/?p=7"), isShortLink("/?page_id=12"), isShortLink("/?p=x"), isShortLink("/a?p=7")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
