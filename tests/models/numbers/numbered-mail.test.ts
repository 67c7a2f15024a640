import { expect, test } from "vitest";
import { numberedMail } from "#app/models/numbers/numberedMail.server.ts";

const link = (href: string, people: number) => ({ href, people });
/** The mail with the numbers as marks: `[3]`. */
const marked = (html: string) =>
  html.replace(/<span role="img" aria-label="([^"]*)"[^>]*>([^<]*)<\/span>/g, "[$2: $1]");

test("each counted link has its number, also where the same target stands twice", () => {
  const html =
    '<p><a href="https://a.example/?x=1&amp;y=2">One</a> <a class="b" href="https://b.example/">Two</a></p><a href="https://a.example/?x=1&amp;y=2"><img></a>';
  const numbered = numberedMail(html, [
    link("https://a.example/?x=1&y=2", 1234),
    link("https://b.example/", 1),
    link("https://a.example/?x=1&y=2", 0),
  ]);
  expect(marked(numbered)).toBe(
    '<p>[1,234: 1,234 clicks by people]<a href="https://a.example/?x=1&amp;y=2">One</a> [1: 1 click by people]<a class="b" href="https://b.example/">Two</a></p>[0: 0 clicks by people]<a href="https://a.example/?x=1&amp;y=2"><img></a>',
  );
});

test("links that are not counted, like the one to leave, and those of comments stay as they are", () => {
  const html =
    '<!--[if mso]><a href="https://a.example/">A</a><![endif]--><a href="https://a.example/">A</a><a href="https://site.example/unsubscribe/x">Leave</a><a name="top">Top</a>';
  expect(marked(numberedMail(html, [link("https://a.example/", 7), link("https://gone.example/", 3)]))).toBe(
    '<!--[if mso]><a href="https://a.example/">A</a><![endif]-->[7: 7 clicks by people]<a href="https://a.example/">A</a><a href="https://site.example/unsubscribe/x">Leave</a><a name="top">Top</a>',
  );
});
