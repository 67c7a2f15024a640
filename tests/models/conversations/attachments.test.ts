import { crc32 } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { cleanFileName, dangerIn, drawnAgain } from "#app/models/conversations/attachments.server.ts";
import { readIncoming } from "#app/models/conversations/reading.server.ts";

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\Windows\\evil.exe", "evil.exe"],
  ["photo\u202egnp.exe", "photo gnp.exe"],
  ["a\r\nContent-Type: text/html", "a Content-Type_ text/html".split("/").at(-1)!],
  ["CON.txt", "_CON.txt"],
  ["  .hidden. ", "hidden"],
  ["", "attachment-1"],
  [undefined, "attachment-1"],
  ['quote".pdf', "quote_.pdf"],
  ["رسالة.pdf", "رسالة.pdf"],
])("the name %j becomes %j", (name, clean) => {
  expect(cleanFileName(name, 0)).toBe(clean);
});

test("a long name keeps its ending", () => {
  const clean = cleanFileName(`${"a".repeat(400)}.pdf`, 0);
  expect(clean).toMatch(/^a+….pdf$/);
  expect(Array.from(clean)).toHaveLength(120);
});

test.each([
  ["setup.exe", "program"],
  ["invoice.js", "script"],
  ["plan.xlsm", "macros"],
  ["page.HTML", "page"],
  ["all.zip", "archive"],
  ["disk.iso", "disk-image"],
  ["go.lnk", "shortcut"],
  ["invoice.exe.pdf", "hidden-kind"],
  ["photo.jpg", null],
  ["letter.pdf", null],
])("%s is named as %s", (name, danger) => {
  expect(dangerIn(name, null)).toBe(danger);
});

const world = { underWay: new Map<string, Promise<unknown>>() };

test("first bytes say more than a name", async () => {
  expect(dangerIn("photo.jpg", Buffer.from("MZ\x90\0"))).toBe("hidden-kind");
  expect(dangerIn("photo.jpg", Buffer.from("<html><script>"))).toBe("page");
  expect(await drawnAgain(world, Buffer.from("<svg onload=alert(1)>"))).toBeNull();
  expect(await drawnAgain(world, Buffer.from("\x89PNG\r\n\x1a\nnothing", "latin1"))).toBeNull();
});

test("a mail that cannot be read is a file itself, and never fails", async () => {
  for (const bad of [
    "",
    "\0\0\0",
    "From: x\n",
    "Content-Type: multipart/mixed; boundary=a\n\n--a\n--a",
    "\r".repeat(1e5),
  ]) {
    const read = await readIncoming(Buffer.from(bad));
    expect(read.text).not.toContain("\0");
  }
  const mine = `From: Ana <Ana@Readers.example>\r\nTo: x@y.example\r\nSubject: =?utf-8?q?Re:_caf=C3=A9?=\r\nMessage-ID: <1@r.example>\r\nIn-Reply-To: <2@r.example>\r\nReferences: <0@r.example> <2@r.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Good</p>\r\n--b\r\nContent-Type: application/x-msdownload; name="a.exe"\r\nContent-Disposition: attachment; filename="../a.exe"\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQ\r\n--b--\r\n`;
  const read = await readIncoming(Buffer.from(mine));
  expect(read).toMatchObject({
    from: { email: "Ana@readers.example", name: "Ana" },
    subject: "Re: café",
    answers: ["<2@r.example>", "<0@r.example>"],
    text: "Good",
    isMachine: false,
    files: [{ name: "a.exe", danger: "program", isPicture: false }],
  });
});

/** A PNG of a few kilobytes that says to be so large, and is white as far as it goes. */
async function bomb(width: number, height: number): Promise<Buffer> {
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: "white" } })
    .png()
    .toBuffer();
  small.writeUInt32BE(width, 16);
  small.writeUInt32BE(height, 20);
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
  return small;
}

test("a picture of a few kilobytes and a hundred million points is not drawn; a photograph is (S-12)", async () => {
  for (const [width, height] of [
    [65_000, 65_000],
    [10_000, 10_000],
    [2_000_000_000, 1],
  ] as const)
    expect(await drawnAgain(world, await bomb(width, height))).toBeNull();
  const white = { create: { width: 6000, height: 5000, channels: 3, background: "white" } } as const;
  const film = sharp({ create: { ...white.create, width: 2000, height: 2000 * 20 }, limitInputPixels: false });
  const frames = await film.gif().toBuffer();
  expect(await drawnAgain(world, frames)).toBeNull();
  expect(await drawnAgain(world, await sharp(white).png().toBuffer())).toBeNull();
  const photo = await sharp(white).jpeg().toBuffer();
  const drawn = await Promise.all([drawnAgain(world, photo), drawnAgain(world, photo)]);
  expect(drawn.map((one) => one?.contentType)).toEqual(["image/jpeg", "image/jpeg"]);
  expect((await sharp(drawn[0]!.bytes).metadata()).width).toBe(1280);
  expect(world.underWay.size).toBe(0);
});
