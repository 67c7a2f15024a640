import { once } from "node:events";
import type { RequestListener } from "node:http";
import { connect as connectTo, createServer, type AddressInfo, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Context, Outside } from "#app/context.server.ts";
import { fetchSafely, isPublic, wordFetchFault } from "#app/models/safeFetch.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { anOutside, publicAddress } from "../support/outside.ts";

const page = "<title>Robots pack</title>";

function contextWith(outside?: Outside): Context {
  return { config: { appUrl: "https://briefing.example.org" }, ...(outside && { outside }) } as Context;
}

async function fetchFrom(answer: RequestListener, address = "http://news.example/a", more: Partial<Outside> = {}) {
  const outside = Object.assign(await anOutside(answer), more);
  return { fetched: await fetchSafely(contextWith(outside), address), outside };
}

test("a page is fetched with its type and its last address, without cookies or credentials (S-10)", async () => {
  let headers: Record<string, unknown> = {};
  const { fetched, outside } = await fetchFrom((request, response) => {
    headers = request.headers;
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Set-Cookie": "who=1" }).end(page);
  }, "http://News.example:80/a?b=ü#part");
  expect(fetched).toEqual({
    url: "http://news.example/a?b=%C3%BC#part",
    type: "text/html; charset=utf-8",
    bytes: Buffer.from(page),
  });
  expect(outside.connected).toEqual([`${publicAddress} 80`]);
  expect(outside.asked).toEqual(["news.example/a?b=%C3%BC"]);
  expect(Object.keys(headers).sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
});

describe("addresses that are refused before anybody is asked (S-10, 8.30)", () => {
  test.each([
    "file:///etc/passwd",
    "gopher://news.example/",
    "ftp://news.example/",
    "data:text/html,a",
    "javascript:alert(1)",
    "//news.example/",
    "/desk",
    "",
    "http://",
    "http://user@news.example/",
    "https://user:word@news.example/",
    "http://news.example:8080/",
    "http://news.example:22/",
    "http://news.example:5432/",
  ])("%s is no address to fetch from", async (address) => {
    const { fetched, outside } = await fetchFrom((_request, response) => response.end(page), address);
    expect(fetched).toEqual({ error: "unfit-address" });
    expect([outside.resolved, outside.connected]).toEqual([[], []]);
  });

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0/",
    "http://10.0.0.5/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.100.100.200/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::a00:5]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://１２７.0.0.1/",
  ])("%s leads into a private network", async (address) => {
    const { fetched, outside } = await fetchFrom((_request, response) => response.end(page), address);
    expect(fetched).toEqual({ error: "not-public" });
    expect([outside.resolved, outside.connected]).toEqual([[], []]);
  });

  test.each([
    ["localhost", ["127.0.0.1", "::1"]],
    ["inside.example", ["10.1.2.3"]],
    ["mapped.example", ["::ffff:10.1.2.3"]],
    ["metadata.example", ["169.254.169.254", "fd00:ec2::254"]],
  ])("a name that means only private addresses is refused: %s", async (name, addresses) => {
    const outside = await anOutside((_request, response) => response.end(page), { [name]: () => addresses });
    expect(await fetchSafely(contextWith(outside), `http://${name}/`)).toEqual({ error: "not-public" });
    expect(outside.connected).toEqual([]);
  });
});

test("public addresses of both families are taken, next to private networks too", () => {
  const taken = ["93.184.216.34", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1"];
  taken.push("172.32.0.1", "169.253.0.1", "192.167.0.1", "223.255.255.255", "2606:4700::1111", "2001:4860::8888");
  expect(taken.filter((address) => !isPublic(address))).toEqual([]);
  const refused = ["100.64.0.0", "100.127.255.255", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.192"];
  refused.push("2001:db8::1", "3fff::1", "4000::1", "1fff::1", "fc00::1", "::ffff:93.184.216.34", "no address");
  expect(refused.filter(isPublic)).toEqual([]);
});

test("of a name with private and public addresses, only the public ones are connected to", async () => {
  const outside = await anOutside((_request, response) => response.end(page), {
    "both.example": () => ["10.0.0.1", publicAddress, "::1"],
  });
  expect(await fetchSafely(contextWith(outside), "http://both.example/")).toMatchObject({ bytes: Buffer.from(page) });
  expect(outside.connected).toEqual([`${publicAddress} 80`]);
});

test("a name is asked for once: a second answer leads nowhere (DNS rebinding)", async () => {
  const answers = [[publicAddress], ["127.0.0.1"]];
  const outside = await anOutside((_request, response) => response.end(page), {
    "rebinding.example": () => answers.shift() ?? [],
  });
  expect(await fetchSafely(contextWith(outside), "http://rebinding.example/")).toHaveProperty("bytes");
  expect([outside.resolved, outside.connected]).toEqual([["rebinding.example"], [`${publicAddress} 80`]]);
});

describe("redirects", () => {
  test("are followed three times, relative ones too", async () => {
    const steps: Record<string, string> = { "/a": "b", "/b": "//other.example/c", "/c": "http://news.example/d" };
    const { fetched, outside } = await fetchFrom((request, response) => {
      const to = steps[request.url!];
      if (to) response.writeHead(302, { Location: to }).end("elsewhere");
      else response.end(page);
    });
    expect(fetched).toMatchObject({ url: "http://news.example/d", bytes: Buffer.from(page) });
    expect(outside.asked).toEqual(["news.example/a", "news.example/b", "other.example/c", "news.example/d"]);
  });

  test.each([301, 302, 303, 307, 308])("without end are left after the third (%d)", async (status) => {
    const { fetched, outside } = await fetchFrom((request, response) =>
      response.writeHead(status, { Location: `${request.url}a` }).end(),
    );
    expect(fetched).toEqual({ error: "too-many-redirects" });
    expect(outside.asked).toHaveLength(4);
  });

  test.each([
    ["http://127.0.0.1/", "not-public"],
    ["http://inside.example/", "not-public"],
    ["http://[::ffff:169.254.169.254]/", "not-public"],
    ["http://news.example:6379/", "unfit-address"],
    ["http://root:word@news.example/", "unfit-address"],
    ["file:///etc/passwd", "unfit-address"],
    ["http://nowhere.example/", "unknown-host"],
  ])("to %s are refused", async (location, error) => {
    const outside = await anOutside((_request, response) => response.writeHead(302, { Location: location }).end(), {
      "inside.example": () => ["10.0.0.5"],
      "nowhere.example": () => Promise.reject(new Error("ENOTFOUND")),
    });
    expect(await fetchSafely(contextWith(outside), "http://news.example/")).toEqual({ error });
    expect(outside.asked).toHaveLength(1);
  });

  test("to a name that now means this machine are refused", async () => {
    const answers = [[publicAddress], ["127.0.0.1"]];
    const outside = await anOutside((_request, response) => response.writeHead(302, { Location: "/again" }).end(), {
      "rebinding.example": () => answers.shift() ?? [],
    });
    expect(await fetchSafely(contextWith(outside), "http://rebinding.example/")).toEqual({ error: "not-public" });
    expect(outside.connected).toHaveLength(1);
  });
});

describe("what is too much", () => {
  const mega = Buffer.alloc(1_000_000, "a");
  /** Sends a megabyte after the other, for as long as somebody reads. */
  const endless: RequestListener = (request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(mega));
    };
    response.on("drain", more);
    more();
    request.socket.on("error", () => {});
  };

  test.each([
    ["10 GB that are announced", { "Content-Length": "10000000000" }],
    ["10 GB that are not", {}],
  ])("%s are not read", async (_name, headers) => {
    const { fetched } = await fetchFrom((request, response) => {
      response.writeHead(200, headers);
      endless(request, response);
    });
    expect(fetched).toEqual({ error: "too-large" });
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("a bomb in %s goes off no further than 5 MB", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(1_000_000);
    const { fetched } = await fetchFrom((_request, response) =>
      response.writeHead(200, { "Content-Encoding": encoding }).end(bomb),
    );
    expect(fetched).toEqual({ error: "too-large" });
  });

  test("a compressed stream that unpacks to nothing is left too", async () => {
    const nothing = gzipSync(Buffer.alloc(0));
    const often = Buffer.concat(Array.from({ length: 300_000 }, () => nothing));
    const { fetched } = await fetchFrom((_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).write(often.subarray(0, 10));
      response.end(often.subarray(10));
    });
    expect(fetched).toEqual({ error: "too-large" });
  });

  test("5 MB exactly are taken, compressed or not", async () => {
    const whole = Buffer.alloc(5_000_000, "a");
    const { fetched } = await fetchFrom((_request, response) => response.end(whole));
    expect(fetched).toMatchObject({ bytes: { length: 5_000_000 } });
    const { fetched: unpacked } = await fetchFrom((_request, response) =>
      response.writeHead(200, { "Content-Encoding": "GZIP" }).end(gzipSync(whole)),
    );
    expect(unpacked).toMatchObject({ bytes: { length: 5_000_000 } });
  });
});

describe("who takes too long", () => {
  const soon = { patience: 300 };

  test.each<[string, RequestListener]>([
    ["a site that says nothing", () => {}],
    ["headers without a body", (_request, response) => response.writeHead(200).flushHeaders()],
    [
      "a body that drips",
      (_request, response) => {
        const drip = setInterval(() => response.write("a"), 20);
        response.on("close", () => clearInterval(drip));
      },
    ],
    [
      "redirects that each take a while",
      (_request, response) => void setTimeout(() => response.writeHead(302, { Location: "/b" }).end(), 120),
    ],
  ])("%s is left", async (_name, answer) => {
    const { fetched } = await fetchFrom(answer, "http://news.example/", soon);
    expect(fetched).toEqual({ error: "too-slow" });
  });

  test("a name server that says nothing is left", async () => {
    const { fetched } = await fetchFrom(() => {}, "http://news.example/", {
      ...soon,
      resolve: () => new Promise(() => {}),
    });
    expect(fetched).toEqual({ error: "too-slow" });
  });

  test("a site that never finishes its TLS handshake is left", async () => {
    const { fetched } = await fetchFrom(() => {}, "https://news.example/", {
      ...soon,
      connect: await tcpServer(() => {}),
    });
    expect(fetched).toEqual({ error: "too-slow" });
  });
});

test("a site that is not there, breaks off or speaks no HTTP is said to be out of reach", async () => {
  const closed = await tcpServer((socket) => socket.destroy());
  const babble = await tcpServer((socket) => socket.end("220 mail.example ESMTP\r\n"));
  for (const connect of [closed, babble])
    for (const address of ["http://news.example/", "https://news.example/"]) {
      const { fetched } = await fetchFrom(() => {}, address, { connect });
      expect(fetched).toEqual({ error: "unreachable" });
    }
  const { fetched } = await fetchFrom((_request, response) => {
    response.writeHead(200, { "Content-Length": "100" }).write("half");
    setTimeout(() => response.destroy(), 20);
  });
  expect(fetched).toEqual({ error: "unreachable" });
});

test("an answer that is none, or in an unknown encoding, is said so", async () => {
  const gone = await fetchFrom((_request, response) => response.writeHead(404).end(page));
  expect(gone.fetched).toEqual({ error: "refused", status: 404 });
  expect(wordFetchFault({ error: "refused", status: 404 })).toBe("the site answered 404");
  for (const encoding of ["gzip, gzip", "zstd", "constructor"]) {
    const { fetched } = await fetchFrom((_request, response) =>
      response.writeHead(200, { "Content-Encoding": encoding }).end(page),
    );
    expect(fetched).toEqual({ error: "unreadable" });
  }
  for (const encoding of ["gzip", "br"]) {
    const { fetched } = await fetchFrom((_request, response) =>
      response.writeHead(200, { "Content-Encoding": encoding }).end(page),
    );
    expect(fetched).toEqual({ error: "unreadable" });
  }
});

test("without a stand-in, this machine is out of reach by every name", async () => {
  const context = contextWith();
  for (const address of ["http://localhost/", "http://127.0.0.1/", "http://localhost./"])
    expect(await fetchSafely(context, address)).toEqual({ error: "not-public" });
});

/** @param speak to whom has connected @returns how to connect */
async function tcpServer(speak: (socket: Socket) => void): Promise<Outside["connect"]> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    speak(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return () => connectTo((server.address() as AddressInfo).port, "127.0.0.1");
}
