import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import type { Block, Body } from "#app/models/body.ts";
import type { Inline } from "#app/models/marks.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";

function html(body: Body): string {
  return renderToStaticMarkup(<BodyView body={body} />);
}

function fromMarkdown(text: string): string {
  const parsed = bodyFromMarkdown(text);
  if ("error" in parsed) throw new Error(parsed.error);
  return html(parsed.body);
}

const doc = (...content: Block[]): Body => ({ type: "doc", content });
const paragraph = (...content: Inline[]): Block => ({ type: "paragraph", content });

test("every kind of block and mark comes out as what it is", () => {
  const text =
    "## Two\n\n### Three\n\nA **bold** and *slanted* [link](https://example.org/).\n\n- one\n- two\n\n3. three\n\n> said\n\n---\n";
  expect(fromMarkdown(text)).toBe(
    "<h2>Two</h2><h3>Three</h3>" +
      '<p>A <strong>bold</strong> and <em>slanted</em> <a href="https://example.org/" rel="noopener noreferrer">link</a>.</p>' +
      '<ul><li><p>one</p></li><li><p>two</p></li></ul><ol start="3"><li><p>three</p></li></ol>' +
      "<blockquote><p>said</p></blockquote><hr/>",
  );
});

test("a small heading moves up where no larger one stands before it, so that no level is skipped (E-14)", () => {
  expect(fromMarkdown("### First\n\n## Second\n\n### Third\n")).toBe("<h2>First</h2><h2>Second</h2><h3>Third</h3>");
});

test("a block of the other direction says so, and what it holds is written from its side", () => {
  const text =
    "In English (2025).\n\nقاس المستودع الأرقام.\n\n- نقطة أولى\n- Two\n\n> ISO 10218 كان قبل ذلك بوقت طويل\n";
  expect(fromMarkdown(text)).toBe(
    '<p>In English (2025).</p><p dir="rtl">قاس المستودع الأرقام.</p>' +
      '<ul dir="rtl"><li><p>نقطة أولى</p></li><li><p dir="ltr">Two</p></li></ul>' +
      '<blockquote dir="rtl"><p>ISO 10218 كان قبل ذلك بوقت طويل</p></blockquote>',
  );
});

test("a link to anything but http, https and mailto stays words (S-09)", () => {
  for (const href of [
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "JaVaScRiPt:x",
    " javascript:x",
    "vbscript:x",
  ]) {
    const body = doc(paragraph({ type: "text", text: "press", marks: [{ type: "link", attrs: { href } }] }));
    expect(html(body)).toBe("<p>press</p>");
  }
});

test("words are words, whatever they look like (row 21)", () => {
  const body = doc(paragraph({ type: "text", text: "<img src=x onerror=alert(1)> & </script>" }));
  expect(html(body)).toBe("<p>&lt;img src=x onerror=alert(1)&gt; &amp; &lt;/script&gt;</p>");
});

test("a picture keeps its place while it loads", () => {
  const attrs = { src: "/images/a.jpg", alt: "A robot", width: 640, height: 360 };
  expect(html(doc({ type: "image", attrs }))).toBe(
    '<img src="/images/a.jpg" alt="A robot" width="640" height="360" loading="lazy" decoding="async"/>',
  );
});

test("what is nested deeper than anyone reads is written flat (row 25)", () => {
  let block: Block = paragraph({ type: "text", text: "bottom" });
  for (let depth = 0; depth < 5000; depth += 1) block = { type: "blockquote", content: [block] };
  const text = html(doc(block));
  expect(text).toContain("<p>bottom</p>");
  expect(text.match(/<blockquote>/g)!.length).toBeLessThanOrEqual(13);
});
