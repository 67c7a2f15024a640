import { describe, expect, test } from "vitest";
import { bodyInMarkdown } from "#app/models/body.ts";
import { inFeed, inMail, inText, onThePage, read, withoutStyles } from "../support/places.ts";

describe("headings of three levels", () => {
  const headings = read("# One\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n");

  test("are headings of the page, the mail and the feed, and words above a line of each level's own in text", () => {
    const html = "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n<h4>Four</h4>\n<h4>Five</h4>\n";
    expect(onThePage(headings)).toBe(html.replaceAll("\n", ""));
    expect(withoutStyles(inMail(headings))).toBe(html);
    expect(inFeed(headings)).toBe(html);
    expect(inText(headings)).toBe("One\n---\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n....\n\nFive\n....");
  });

  test("are written as Markdown with their signs", () => {
    expect(bodyInMarkdown(headings, "")).toBe("## One\n\n## Two\n\n### Three\n\n#### Four\n\n#### Five");
  });

  test.each([
    ["## a\n\n#### b\n\n### c\n\n#### d", "<h2>a</h2><h3>b</h3><h3>c</h3><h4>d</h4>"],
    ["#### a\n\n### b\n\n## c\n\n#### d", "<h2>a</h2><h2>b</h2><h2>c</h2><h3>d</h3>"],
  ])("never skip a level (E-14): %j", (markdown, html) => {
    expect(onThePage(read(markdown))).toBe(html);
    expect(inFeed(read(markdown)).replaceAll("\n", "")).toBe(html);
  });
});

describe("tasks in a list", () => {
  const tasks = read("- [ ] Call the port\n- [X] Ask **Ada**\n- no task\n- \\[ ] words\n\n1. [x] First\n");

  test("are signs before their words, in place of bullets and numbers", () => {
    const html =
      "<li>☐ Call the port</li>\n<li>☑ Ask <strong>Ada</strong></li>\n<li>no task</li>\n<li>[ ] words</li>\n";
    const items = html.replaceAll("<li>", "<li><p>").replaceAll("</li>", "</p></li>").replaceAll("\n", "");
    expect(onThePage(tasks)).toBe(
      `<ul>${items.replaceAll(/<li>(?=<p>[☐☑])/g, '<li class="task">')}</ul><ol><li class="task"><p>☑ First</p></li></ol>`,
    );
    expect(inMail(tasks)).toContain(
      '<li style="margin:0 0 6px;list-style:none"><p style="margin:0">☐ Call the port</p>',
    );
    expect(inText(tasks)).toBe("☐ Call the port\n☑ Ask Ada\n- no task\n- [ ] words\n\n☑ First");
  });

  test("are written as Markdown with their boxes, and words that look like one stay words", () => {
    const markdown = "- [ ] Call the port\n- [x] Ask **Ada**\n- no task\n- \\[ \\] words\n\n1. [x] First";
    expect(bodyInMarkdown(tasks, "")).toBe(markdown);
    expect(read(markdown)).toEqual(tasks);
  });
});
