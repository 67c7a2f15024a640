import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { beforeEach, describe, expect, test } from "vitest";
import { imageVariant } from "#app/models/images/imageVariants.server.ts";
import { day } from "#app/models/durations.ts";
import { countOrphans, removeOrphans } from "#app/models/images/orphans.server.ts";
import {
  keepBytes,
  moveNew,
  moveNewSoon,
  moveSome,
  picturesHere,
  readBytes,
  removeBytes,
} from "#app/models/images/bytes.server.ts";
import { deletePictures, removePicture } from "#app/models/library/removing.server.ts";
import { loader as image } from "#app/routes/images.$file.ts";
import { folderStore } from "#app/pictureStore/folder.server.ts";
import { s3Store } from "#app/pictureStore/s3.server.ts";
import type { PictureStore, PictureStores } from "#app/pictureStore/store.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { asked, outcomeOf } from "../../support/desk.ts";
import { aStoredPicture } from "../../support/library.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const bytes = Buffer.from("bytes of a picture, with \0 in them");
const key = "0123456789abcdef0123456789abcdef";

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-pictures-"));
  endsWithTheTest(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const place = (endpoint: string, keyId = "S3RVER", bucket = "pictures") => ({
  ...{ endpoint, bucket, prefix: "briefing/", region: "us-east-1" },
  ...{ keyId, secret: "S3RVER" },
});

/** A real S3 server with one bucket. */
async function anS3(): Promise<{ url: string; close: () => Promise<void> }> {
  const directory = await aFolder();
  const server = new S3rver({
    ...{ port: 0, address: "127.0.0.1", silent: true, directory },
    configureBuckets: [{ name: "pictures", configs: [] }],
  });
  const { port } = (await server.run()) as AddressInfo;
  let open = true;
  const close = async () => {
    if (open) await server.close();
    open = false;
  };
  endsWithTheTest(close);
  return { url: `http://127.0.0.1:${port}`, close };
}

/** A server that answers as it is told to. */
async function aServer(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(answer!);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  endsWithTheTest(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const using = (stores: Partial<PictureStores>): TestContext => ({
  ...context,
  underWay: new Map(),
  counted: new Map(),
  pictureStores: { current: null, former: [], ...stores },
});

describe.each([
  ["a folder", async () => folderStore(await aFolder())],
  ["an S3 server", async () => s3Store(place((await anS3()).url))],
])("%s", (_name, open) => {
  let store: PictureStore;
  beforeEach(async () => {
    store = await open();
  });

  test("gives back what it was given, and knows what it does not have", async () => {
    await store.probe();
    expect(await store.get(key)).toBeNull();
    await store.put(key, bytes, "image/jpeg");
    await store.put(key, bytes, "image/jpeg");
    expect(await store.get(key)).toEqual(bytes);
    await store.remove("f".repeat(32));
  });

  test("takes new pictures from the database, and shows them as before", async () => {
    const site = using({ current: store });
    const { id, path } = await aStoredPicture(site, { width: 900, height: 600 });
    const name = path.slice(8, 40);
    const before = (await readBytes(site, { id, key: name }))!;
    expect(await picturesHere(site)).toEqual({ here: 1, all: 1 });
    expect(await moveNew(site, 10)).toBe(1);
    expect(await picturesHere(site)).toEqual({ here: 0, all: 1 });
    expect((await imageVariant(site, name, null, "jpeg"))!.bytes).toEqual(before);
    expect((await imageVariant(site, name, 400, "webp"))!.contentType).toBe("image/webp");
    expect(await moveNew(site, 10)).toBe(0);
  });

  test("loses a picture that was deleted", async () => {
    const site = using({ current: store });
    const { id, path } = await aStoredPicture(site);
    await moveNew(site, 10);
    await removePicture(site, "Ines", id);
    expect(await deletePictures(site, site.clock(), 10)).toBe(0);
    expect(await deletePictures(site, site.clock() + 1, 10)).toBe(1);
    expect((await store.get(path.slice(8, 40))) ?? (await picturesHere(site))).not.toBeNull();
    expect(await picturesHere(site)).toEqual({ here: 0, all: 0 });
  });

  test("gives all pictures to another place and back into the database, also when it is interrupted", async () => {
    const site = using({ current: store });
    const pictures = [];
    for (let i = 0; i < 5; i += 1) pictures.push(await aStoredPicture(site, { width: 30 + i }));
    await moveNew(site, 3);
    const other = folderStore(await aFolder());
    let puts = 0;
    const failing: PictureStore = {
      ...other,
      put: (...given) => ((puts += 1) === 3 ? Promise.reject(new Error("the power is cut")) : other.put(...given)),
    };
    const moving = using({ current: failing, former: [store] });
    await expect(moveSome(moving, 0, 10)).rejects.toThrow("the power is cut");
    expect(await moveSome(moving, 0, 10)).toEqual({ moved: 3, copies: 0, missing: [], last: null });
    expect(await moveSome(moving, 0, 10)).toEqual({ moved: 0, copies: 0, missing: [], last: null });
    const home = using({ current: null, former: [other] });
    for (const { id, path } of pictures) expect(await readBytes(home, { id, key: path.slice(8, 40) })).toBeDefined();
    expect(await moveSome(home, 0, 10)).toEqual({ moved: 5, copies: 0, missing: [], last: null });
    expect(await picturesHere(home)).toEqual({ here: 5, all: 5 });
    expect(await moveSome(using({ former: [] }), 0, 10)).toMatchObject({ moved: 0, missing: [] });
  });
});

test("a look at a bucket leaves nothing in it, and a key that may not delete is good all the same", async () => {
  const store = s3Store(place((await anS3()).url));
  await store.probe();
  expect(await store.get("probe")).toBeNull();
  const keepsAll = await aServer(({ method }, response) => response.writeHead(method === "DELETE" ? 403 : 200).end());
  await s3Store(place(keepsAll)).probe();
});

describe("a store in trouble", () => {
  const troubles: [string, RegExp, () => Promise<PictureStore>][] = [
    [
      "that is away",
      /does not answer/,
      async () => {
        const { url, close } = await anS3();
        await close();
        return s3Store(place(url));
      },
    ],
    ["that never answers", /does not answer/, async () => s3Store(place(await aServer(() => {})), 100)],
    [
      "that stops in the middle",
      /does not answer/,
      async () =>
        s3Store(place(await aServer((_request, response) => void response.writeHead(200).write("half"))), 300),
    ],
    ["that does not know our keys", /refuses/, async () => s3Store(place((await anS3()).url, "nobody"))],
    ["without its bucket", /refuses/, async () => s3Store(place((await anS3()).url, "S3RVER", "another"))],
    [
      "that is full",
      /is full/,
      async () =>
        s3Store(
          place(await aServer((_request, response) => void response.writeHead(507).end("<Code>QuotaExceeded</Code>"))),
        ),
    ],
    [
      "that leads elsewhere",
      /refuses/,
      async () =>
        s3Store(
          place(
            await aServer(
              (_request, response) => void response.writeHead(307, { Location: "http://127.0.0.1:1/" }).end(),
            ),
          ),
        ),
    ],
    [
      "whose disk is gone",
      /does not answer/,
      async () => {
        const folder = await aFolder();
        await rm(folder, { recursive: true });
        return folderStore(folder);
      },
    ],
    [
      "with a file where its folder should be",
      /does not answer/,
      async () => {
        const file = join(await aFolder(), "pictures");
        await writeFile(file, "");
        return folderStore(file);
      },
    ],
  ];

  test.each(troubles)(
    "%s takes no picture away from the site: it stays in the database, and is shown",
    async (_name, words, open) => {
      const site = using({ current: await open() });
      const { id, path } = await aStoredPicture(site);
      await expect(moveNew(site, 10)).rejects.toThrow(words);
      await expect(site.pictureStores.current!.probe()).rejects.toThrow(words);
      expect(await readBytes(site, { id, key: path.slice(8, 40) })).toBeDefined();
      expect(await picturesHere(site)).toEqual({ here: 1, all: 1 });
    },
  );

  test("is tried again later, and not at once", async () => {
    let asked = 0;
    const store = folderStore(await aFolder());
    const failing = { ...store, put: () => ((asked += 1), Promise.reject(new Error("no"))) };
    const site = using({ current: failing });
    await aStoredPicture(site);
    moveNewSoon(site);
    await expect.poll(() => asked).toBe(1);
    moveNewSoon(site);
    expect(site.underWay.size).toBeGreaterThan(0);
    expect(asked).toBe(1);
  });

  test("makes readers ask again for a picture that only it has, and no cache keeps that", async () => {
    const store = folderStore(await aFolder());
    const { path } = await aStoredPicture(using({ current: store }));
    await moveNew(using({ current: store }), 10);
    const { url, close } = await anS3();
    await close();
    const site = using({ current: s3Store(place(url)) });
    const file = path.split("/").at(-1)!;
    const answer = await outcomeOf(image({ ...asked(site, path), context: site, params: { file } }));
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control")]).toEqual([
      503,
      "30",
      "no-store",
    ]);
  });
});

test("a picture that lies where no setting leads is asked for again, not missing, until it is deleted", async () => {
  const store = folderStore(await aFolder());
  const { id, path } = await aStoredPicture(using({ current: store }));
  await moveNew(using({ current: store }), 10);
  const file = path.split("/").at(-1)!;
  const answer = async (site: TestContext) =>
    (await outcomeOf(image({ ...asked(site, path), context: site, params: { file } }))).status;
  expect(await answer(using({}))).toBe(503);
  expect(await answer(using({ current: folderStore(await aFolder()) }))).toBe(503);
  expect(await answer(using({ current: store }))).toBe(200);
  await context.db.deleteFrom("images").where("id", "=", id).execute();
  expect(await answer(using({}))).toBe(404);
});

test("a bucket is asked once for a picture that many readers of a mail ask for", async () => {
  let asks = 0;
  const url = await aServer((_request, response) => {
    asks += 1;
    setTimeout(() => response.end(bytes), 20);
  });
  const store = s3Store(place(url));
  const answers = await Promise.all(Array.from({ length: 50 }, () => store.get(key)));
  expect(answers.every((one) => one!.equals(bytes))).toBe(true);
  await store.get(key);
  expect(asks).toBe(1);
});

test("a folder that is away is not made anew: its pictures are not missing, and are there when it comes back", async () => {
  const folder = await aFolder();
  const site = using({ current: folderStore(folder) });
  const { id, path } = await aStoredPicture(site);
  const picture = { id, key: path.slice(8, 40) };
  await moveNew(site, 10);
  await rename(folder, `${folder}.away`);
  await expect(site.pictureStores.current!.probe()).rejects.toThrow(/does not answer/);
  await aStoredPicture(site);
  await expect(moveNew(site, 10)).rejects.toThrow(/does not answer/);
  await expect(moveSome(site, 0, 10)).rejects.toThrow(/does not answer/);
  await expect(readBytes(site, picture)).rejects.toThrow(/does not answer/);
  await rename(`${folder}.away`, folder);
  expect(await readBytes(site, picture)).toBeDefined();
  expect(await moveNew(site, 10)).toBe(1);
});

describe("a folder that is empty where a disk should be", () => {
  /** What a mount point is while its disk is away. */
  async function unmount(folder: string): Promise<() => Promise<void>> {
    await rename(folder, `${folder}.disk`);
    await mkdir(folder);
    return async () => {
      await rm(folder, { recursive: true });
      await rename(`${folder}.disk`, folder);
    };
  }
  /** A process that starts now. */
  const starting = (folder: string) => using({ current: folderStore(folder) });

  test("is not the store: nothing is put into it, and its pictures are asked for again", async () => {
    const folder = await aFolder();
    const { id, path } = await aStoredPicture(context);
    const picture = { id, key: path.slice(8, 40) };
    await moveNew(starting(folder), 10);
    const running = starting(folder);
    expect(await readBytes(running, picture)).toBeDefined();
    const mount = await unmount(folder);
    await aStoredPicture(context);
    for (const site of [running, starting(folder)]) {
      await expect(moveNew(site, 10)).rejects.toThrow(/does not answer/);
      await expect(readBytes(site, picture)).rejects.toThrow(/does not answer/);
      await expect(moveSome(site, 0, 10)).rejects.toThrow(/does not answer/);
      await expect(site.pictureStores.current!.probe()).rejects.toThrow(/does not answer/);
      expect(await removeBytes(site, [picture.key])).toEqual([picture.key]);
    }
    expect(await readdir(folder)).toEqual([]);
    await mount();
    expect(await moveNew(running, 10)).toBe(1);
    expect(await moveSome(starting(folder), 0, 10)).toMatchObject({ missing: [] });
  });

  test("is known too where its pictures are from before there were marks; the real one gets its mark then", async () => {
    const folder = await aFolder();
    const { id, path } = await aStoredPicture(context);
    const picture = { id, key: path.slice(8, 40) };
    await folderStore(folder).put(picture.key, bytes, "image/jpeg");
    await context.db.deleteFrom("image_files").execute();
    const mount = await unmount(folder);
    await expect(readBytes(starting(folder), picture)).rejects.toThrow(/an empty folder in the place of a disk/);
    expect(await readdir(folder)).toEqual([]);
    await mount();
    expect(await readBytes(starting(folder), picture)).toEqual(bytes);
    await aStoredPicture(context);
    await moveNew(starting(folder), 10);
    expect((await readdir(folder)).filter((name) => name.startsWith("pressrun-"))).toHaveLength(1);
    const again = await unmount(folder);
    await expect(readBytes(starting(folder), picture)).rejects.toThrow(/does not answer/);
    await again();
  });

  test("a folder that was moved brings its mark along, and one that is new gets the same", async () => {
    const [one, other] = [await aFolder(), join(await aFolder(), "moved")];
    await aStoredPicture(context);
    await moveNew(starting(one), 10);
    await rename(one, other);
    await aStoredPicture(context);
    expect(await moveNew(starting(other), 10)).toBe(1);
    const third = await aFolder();
    const moving = using({ current: folderStore(third), former: [folderStore(other)] });
    expect(await moveSome(moving, 0, 10)).toMatchObject({ moved: 2, missing: [] });
    const rows = await context.db.selectFrom("picture_folders").select(["name", "mark"]).execute();
    expect(rows.map(({ name }) => name).sort()).toEqual([one, other, third].map((path) => `folder:${path}`).sort());
    expect(new Set(rows.map(({ mark }) => mark)).size).toBe(1);
  });
});

describe("what nothing needs in a store", () => {
  test.each([
    ["a folder", async () => folderStore(await aFolder())],
    [
      "an S3 server",
      async () => s3Store({ ...place((await anS3()).url), prefix: `${Math.random().toString(36).slice(2)}/` }),
    ],
  ])(
    "%s: copies that a killed move left go with the next move, and files of no picture are counted and tidied",
    async (_name, open) => {
      const [former, current] = [await open(), await open()];
      await aStoredPicture(context);
      await aStoredPicture(context);
      await moveNew(using({ current: former }), 10);
      const killed = { ...former, remove: () => Promise.reject(new Error("killed")) };
      const moving = using({ current, former: [killed] });
      await expect(moveSome(moving, 0, 10)).rejects.toThrow("killed");
      const site = using({ current, former: [former] });
      await current.put(key, bytes, "image/jpeg");
      expect(await countOrphans(site)).toEqual({ copies: 1, unknown: 1, halves: 0 });
      expect(await moveSome(site, 0, 10)).toMatchObject({ moved: 1, copies: 1, missing: [] });
      expect(await removeOrphans(site)).toEqual({ copies: 0, unknown: 1, halves: 0 });
      expect(await countOrphans(site)).toEqual({ copies: 0, unknown: 0, halves: 0 });
      expect(await moveSome(site, 0, 10)).toMatchObject({ moved: 0, copies: 0, missing: [] });
      const home = using({ former: [{ ...current, remove: () => Promise.reject(new Error("killed")) }] });
      await expect(moveSome(home, 0, 10)).rejects.toThrow("killed");
      expect(await removeOrphans(using({ former: [current] }))).toMatchObject({ copies: 1, unknown: 0 });
      expect(await moveSome(using({ former: [current] }), 0, 10)).toMatchObject({ moved: 1, missing: [] });
      expect(await picturesHere(site)).toEqual({ here: 2, all: 2 });
    },
  );

  test("a folder that another database uses, too, is left as it is; halves of files go after a day", async () => {
    const folder = await aFolder();
    const site = using({ current: folderStore(folder) });
    await aStoredPicture(site);
    await moveNew(site, 10);
    await site.pictureStores.current!.put(key, bytes, "image/jpeg");
    await writeFile(join(folder, "01", `${key}.0123.part`), "half");
    await writeFile(join(folder, "pressrun-ab12"), "");
    expect(await removeOrphans(site)).toEqual({ error: "shared", store: `folder:${folder}` });
    await rm(join(folder, "pressrun-ab12"));
    expect(await removeOrphans({ ...site, clock: () => Date.now() })).toEqual({ copies: 0, unknown: 1, halves: 0 });
    expect(await removeOrphans({ ...site, clock: () => Date.now() + 2 * day })).toMatchObject({ halves: 1 });
  });

  test("a bucket with more pictures than one answer names is gone through to its end", async () => {
    const list = (name: string, next: string) =>
      `<ListBucketResult><Contents><Key>briefing/${name}</Key></Contents><Contents><Key>briefing/notes.txt</Key></Contents>${next}</ListBucketResult>`;
    const url = await aServer(({ url }, response) => {
      const asked = new URL(url!, "http://localhost").searchParams;
      expect([asked.get("list-type"), asked.get("prefix")]).toEqual(["2", "briefing/"]);
      const isFirst = asked.get("continuation-token") !== "1/a+b==";
      response.end(
        isFirst ? list(key, "<NextContinuationToken>1/a+b==</NextContinuationToken>") : list("f".repeat(32), ""),
      );
    });
    const found: string[] = [];
    for await (const keys of s3Store(place(url)).keys()) found.push(...keys);
    expect(found).toEqual([key, "f".repeat(32)]);
  });
});

test("a folder has whole files alone, under their names", async () => {
  const folder = await aFolder();
  const store = folderStore(folder);
  await Promise.all(Array.from({ length: 5 }, () => store.put(key, bytes, "image/jpeg")));
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(["01", `01/${key}`]);
});

test("bytes are kept with their picture, and go with it", async () => {
  const { id } = await aStoredPicture(context);
  await context.db.deleteFrom("images").where("id", "=", id).execute();
  expect(await picturesHere(context)).toEqual({ here: 0, all: 0 });
  await expect(keepBytes(context, id, bytes)).rejects.toThrow();
});
