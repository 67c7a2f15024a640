import { beforeEach, describe, expect, test } from "vitest";
import { safePath } from "#app/http/session.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { ask, post, speakRaw, type Question } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aSentIssue, aSite, everythingIn } from "../support/site.ts";

let context: TestContext;
let oneClick: string;
let leavePage: string;

beforeEach(async () => {
  const site = await aSite();
  context = site.context;
  await aSentIssue(context, site.list);
  const reader = (await subscriberByEmail(context, "reader@readers.example"))!;
  const urls = leaveUrls(context, reader.id, site.list.id);
  oneClick = new URL(urls.oneClick).pathname;
  leavePage = new URL(urls.page).pathname;
});

async function unchangedBy(work: () => Promise<void>) {
  const before = await everythingIn(context);
  await work();
  expect(await everythingIn(context)).toBe(before);
}

async function statusOfReader() {
  return (await subscriberByEmail(context, "reader@readers.example"))!.subscriptions[0]!.status;
}

describe("who may post (S-02)", () => {
  const formType = { "Content-Type": "application/x-www-form-urlencoded" };
  const strangers: [string, Record<string, string>][] = [
    ["a foreign Origin", { Origin: "https://evil.example" }],
    ["Origin: null", { Origin: "null" }],
    ["an Origin that is no URL", { Origin: "not a url" }],
    ["no Origin at all", {}],
    ["Sec-Fetch-Site: cross-site", { "Sec-Fetch-Site": "cross-site" }],
    ["Sec-Fetch-Site: same-site", { "Sec-Fetch-Site": "same-site" }],
  ];

  test.each(strangers)("a form with %s is refused in words and changes nothing (row 12)", async (_, headers) => {
    await unchangedBy(async () => {
      for (const path of ["/subscribe", leavePage, "/desk/sign-in", "/subscribe.data"]) {
        const body = "email=ana@readers.example&confirm=1";
        const answer = await ask(context, path, { method: "POST", headers: { ...formType, ...headers }, body });
        expect([path, answer.status]).toEqual([path, 403]);
        expect(answer.text).toContain("not sent from our own pages");
      }
    });
  });

  test.each([
    ["de-CH,de;q=0.9,en;q=0.5", "/subscribe", "de", "nicht von unseren eigenen Seiten"],
    ["nl, ar;q=0.8", "/subscribe", "ar", "لم يُرسَل هذا النموذج من صفحاتنا"],
    ["nl", "/subscribe", "en", "not sent from our own pages"],
    ["de", "/desk/sign-in", "en", "not sent from our own pages"],
  ])("who asks for %s at %s is told so in %s", async (asked, path, language, words) => {
    const headers = { ...formType, Origin: "https://evil.example", "Accept-Language": asked };
    const answer = await ask(context, path, { method: "POST", headers, body: "email=x" });
    expect([answer.status, answer.headers["content-language"]]).toEqual([403, language]);
    expect(answer.text).toContain(words);
  });

  test("a form from our own page is taken, by Sec-Fetch-Site or by Origin", async () => {
    const { appUrl } = context.config;
    const headers: Record<string, string>[] = [{ "Sec-Fetch-Site": "same-origin" }, { Origin: appUrl }];
    for (const own of headers) {
      const body = "email=ana@readers.example";
      const answer = await ask(context, "/subscribe", { method: "POST", headers: { ...formType, ...own }, body });
      expect([answer.status, answer.headers.location]).toEqual([303, "/subscribe/sent"]);
    }
  });

  test("?_data= is refused whatever it asks for, so that no action runs behind the guard (row 12)", async () => {
    await unchangedBy(async () => {
      for (const origin of ["https://evil.example", context.config.appUrl]) {
        const path = `${leavePage}?_data=${encodeURIComponent("routes/_public.unsubscribe.$token")}`;
        const answer = await post(context, path, { confirm: "1" }, { Origin: origin });
        expect(answer.status).toBe(400);
      }
    });
  });
});

describe("by which name we are called (S-03)", () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  test("another Host is refused, and X-Forwarded-Host is not listened to (row 12)", async () => {
    expect((await ask(context, "/", { headers: { Host: "evil.example" } })).status).toBe(421);
    const forwarded = await ask(context, "/", { headers: { "X-Forwarded-Host": "evil.example" } });
    expect(forwarded.status).toBe(200);
    expect(forwarded.text).not.toContain("evil.example");
    expect(forwarded.text).toContain(`<link rel="canonical" href="${context.config.appUrl}/"/>`);
  });

  test("our own name is ours in every spelling, of the target too (S-03)", async () => {
    const { hostname, port } = new URL(context.config.appUrl);
    const hosts = [
      `${hostname}:443`,
      `${hostname}:80`,
      hostname,
      `${hostname.toUpperCase()}:${port}`,
      `${hostname}.:${port}`,
      `${hostname}.`,
    ];
    for (const host of hosts) {
      const answer = await ask(context, "/issues", { headers: { Host: host } });
      expect([host, answer.status, answer.headers.location]).toEqual([host, 200, undefined]);
      const headers = { ...form, Host: host, "Sec-Fetch-Site": "same-origin" };
      const sent = await ask(context, "/subscribe", { method: "POST", headers, body: "email=ana@readers.example" });
      expect([host, sent.status < 400]).toEqual([host, true]);
    }
    for (const target of [`http://${hostname}:${port}/issues`, `HTTP://${hostname.toUpperCase()}/issues?page=1`]) {
      const answer = await ask(context, target, { headers: { Host: "evil.example" } });
      expect([target, answer.status]).toEqual([target, 200]);
    }
    expect(await speakRaw(context, "GET /issues HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
    expect(await speakRaw(context, "OPTIONS * HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 204 /);
  });

  test("what only begins or ends like our name is another's", async () => {
    const { hostname, port } = new URL(context.config.appUrl);
    const others = [`${hostname}.evil.example:${port}`, `evil.${hostname}:${port}`, `${hostname}:1`, `${hostname}..`];
    for (const host of [...others, `x@${hostname}:${port}`, `${hostname}:${port}/`, `${hostname}%2e`, ""])
      expect([host, (await ask(context, "/", { headers: { Host: host } })).status]).toEqual([host, 421]);
    const target = await ask(context, "http://evil.example/", {});
    expect(target.status).toBe(421);
  });

  test("a health check may call the machine by its number", async () => {
    expect((await ask(context, "/healthz", { headers: { Host: "10.0.0.7:3000" } })).status).toBe(200);
  });

  test("two Host headers are refused (row 12)", async () => {
    const { host } = new URL(context.config.appUrl);
    for (const hosts of [
      [host, "evil.example"],
      ["evil.example", host],
    ]) {
      const lines = hosts.map((one) => `Host: ${one}\r\n`).join("");
      const heard = await speakRaw(context, `GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
      expect(heard).toMatch(/^HTTP\/1\.1 4(00|21) /);
    }
  });

  test("a way through .. has the headers and the rules of the page where it ends", async () => {
    const plain = await ask(context, "/desk/sign-in", {});
    const ways = [
      "/x/../desk/sign-in",
      "/one-click/%2e%2E/desk/sign-in",
      "/x/..\\desk/sign-in",
      "/x/y/../.././desk/sign-in",
    ];
    for (const path of ways) {
      const page = await ask(context, path, {});
      expect([path, page.status, page.headers["cache-control"]]).toEqual([path, plain.status, "no-store"]);
      const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: "https://evil.example" };
      const posted = await ask(context, path, { method: "POST", headers, body: "email=ana@readers.example" });
      expect([path, posted.status]).toEqual([path, 403]);
    }
    expect((await ask(context, `/x/..${leavePage}`, {})).headers["cache-control"]).toBe("no-store");
  });

  test("127.0.0.1 for localhost is led to the configured address, and nowhere else (row 39)", async () => {
    const { port } = new URL(context.config.appUrl);
    for (const path of ["//evil.example", "/\\evil.example", "///evil.example/x"]) {
      const answer = await ask(context, path, { headers: { Host: `127.0.0.1:${port}` } });
      expect(answer.status).toBe(307);
      expect(new URL(answer.headers.location!).origin).toBe(context.config.appUrl);
    }
  });

  test("no path of ours makes a redirect to another site (row 39)", async () => {
    for (const path of ["//evil.example", "/\\evil.example", "/%09/evil.example", "/?redirectTo=//evil.example"]) {
      const answer = await ask(context, path);
      expect([path, answer.headers.location]).toEqual([path, undefined]);
      expect(answer.status).toBeLessThan(500);
    }
    for (const to of [
      "//evil",
      "/\\evil",
      "https:evil",
      "javascript:alert(1)",
      "/%09/evil",
      "/desk//evil\\",
      "/desk@evil",
    ])
      expect(safePath(to)).not.toMatch(/evil|javascript/);
  });

  test("a broken %-sign in an address is a page that is not there (S-17)", async () => {
    const answer = await ask(context, "/%E0%A4%A");
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain("at ");
  });
});

describe("the headers of every answer (S-04)", () => {
  test("pages say what may run, and readers' pages let nothing run", async () => {
    for (const path of ["/", "/issues/1", "/nope", "/healthz", leavePage]) {
      const { headers } = await ask(context, path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("script-src 'none'");
      for (const part of ["object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])
        expect(policy).toContain(part);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("same-origin");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    }
  });

  test("pages behind a token are kept by no cache and no search engine (W-08)", async () => {
    for (const path of [leavePage, oneClick, "/confirm/nothing"]) {
      const { headers } = await ask(context, path);
      expect([path, headers["cache-control"], headers["x-robots-tag"]]).toEqual([path, "no-store", "noindex"]);
    }
  });

  test("however its address is spelt, what is for one person alone is kept by nobody", async () => {
    const spellings = [leavePage, "/desk/sign-in", "/reader/x"].flatMap((path) => [
      path.replace(/^\/(\w)/, (_, first: string) => `/${first.toUpperCase()}`),
      path.replace(/^\/(\w)/, (_, first: string) => `/%${first.charCodeAt(0).toString(16)}`),
      `/${path}`,
    ]);
    for (const path of spellings) {
      const { headers } = await ask(context, path);
      expect([path, headers["cache-control"]]).toEqual([path, "no-store"]);
    }
  });

  test.each(["/Desk/issues", "/%64esk/issues"])(
    "%s shows a stranger nothing of what an editor saw there",
    async (path) => {
      const ruth = await atTheDesk(context);
      expect((await ruth.see(path)).status).toBe(200);
      const stranger = await ask(context, path);
      expect([stranger.status, stranger.headers.location?.split("?")[0]]).toEqual([302, "/desk/sign-in"]);
    },
  );

  test("a route's own policy stands alone, not beside the common one", async () => {
    const { headers } = await ask(context, "/issues/1/mail");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/^sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'/);
    expect(policy).not.toContain("script-src");
  });

  test("a file that is not there is answered in plain words, with no trace of the inside (S-17)", async () => {
    const answer = await ask(context, "/assets/nope.js");
    expect([answer.status, answer.text]).toEqual([404, "There is no such file.\n"]);
  });
});

describe("the one-click door", () => {
  const pair = "List-Unsubscribe=One-Click";
  const formType = "application/x-www-form-urlencoded";

  const callers: [string, Record<string, string>][] = [
    ["nothing but the body's type", {}],
    ["a foreign Origin", { Origin: "https://mail.example" }],
    ["Origin: null", { Origin: "null" }],
    ["a cross-site fetch", { "Sec-Fetch-Site": "cross-site" }],
    ["a cookie of ours", { Cookie: "pressrun=abc" }],
  ];

  test.each(callers)(
    "takes the POST with %s, at the first hop, without a cookie (H-05 to H-07)",
    async (_, headers) => {
      const answer = await ask(context, oneClick, {
        method: "POST",
        headers: { "Content-Type": formType, ...headers },
        body: pair,
      });
      expect([answer.status, answer.text]).toEqual([200, "You have been unsubscribed.\n"]);
      expect([answer.headers.location, answer.headers["set-cookie"]]).toEqual([undefined, undefined]);
      expect(await statusOfReader()).toBe("ended");
    },
  );

  test("takes it behind a closing slash and what a mail program left at the end, without a redirect (H-07, row 10)", async () => {
    for (const end of ["/", ")", ".", "=3D"]) {
      const headers = { "Content-Type": formType };
      const answer = await ask(context, oneClick + end, { method: "POST", headers, body: pair });
      expect([end, answer.status, answer.headers.location]).toEqual([end, 200, undefined]);
    }
  });

  test("takes it as multipart/form-data (H-05)", async () => {
    const answer = await ask(context, oneClick, multipart(`name="List-Unsubscribe"\r\n\r\nOne-Click`));
    expect(answer.status).toBe(200);
    expect(await statusOfReader()).toBe("ended");
  });

  const manyFields = Array.from({ length: 10_000 }, (_, i) => `f${i}=1`).join("&");
  const boundary = { "Content-Type": "multipart/form-data; boundary=x" };
  const wrong: [string, Question & { expected?: number[] }][] = [
    ["nothing", { headers: { "Content-Type": formType }, body: "" }],
    ["JSON", { headers: { "Content-Type": "application/json" }, body: `{"List-Unsubscribe":"One-Click"}` }],
    ["lower case", { headers: { "Content-Type": formType }, body: "List-Unsubscribe=one-click" }],
    ["10 000 fields of others", { headers: { "Content-Type": formType }, body: manyFields, expected: [400] }],
    ["other words around it", { headers: { "Content-Type": formType }, body: `x${pair}y` }],
    ["5 MB", { headers: { "Content-Type": formType }, body: `${pair}&x=${"a".repeat(5e6)}`, expected: [413] }],
    [
      "multipart without an end",
      { headers: boundary, body: `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click` },
    ],
    [
      "multipart with another boundary",
      { headers: { "Content-Type": "multipart/form-data; boundary=y" }, body: `--x\r\n\r\n--x--\r\n` },
    ],
    ["multipart without a boundary", { headers: { "Content-Type": "multipart/form-data" }, body: "--x--\r\n" }],
    ["a file by that name", multipart(`name="List-Unsubscribe"; filename="a.txt"\r\n\r\nOne-Click`)],
    [
      "gzip",
      {
        headers: { "Content-Type": formType, "Content-Encoding": "gzip" },
        body: Buffer.from("1f8b080000000000", "hex"),
      },
    ],
  ];

  test.each(wrong)("refuses %s and changes nothing (H-09, row 11)", async (_, { expected = [400], ...question }) => {
    await unchangedBy(async () => {
      const answer = await ask(context, oneClick, { method: "POST", ...question }).catch(cutOff);
      expect(expected).toContain(answer.status);
    });
  });

  test("takes it in chunks, and nothing from one that never ends (row 11)", async () => {
    await unchangedBy(async () => {
      expect(await speakRaw(context, chunked(oneClick, ["L"]), 500)).toBe("");
    });
    const bytes = chunked(oneClick, ["List-", "Unsubscribe=", "One-Click", ""]);
    expect(await speakRaw(context, bytes)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await statusOfReader()).toBe("ended");
  });

  test("counts what comes in chunks, and stops at the same size as for a body with a length (row 11)", async () => {
    const tooMuch = [`${pair}&x=`, ...Array.from({ length: 11 }, () => "a".repeat(10_000))];
    await unchangedBy(async () => {
      for (const path of [oneClick, "/subscribe-form", "/subscribe"])
        expect(await speakRaw(context, chunked(path, tooMuch))).toMatch(/^HTTP\/1\.1 413 /);
    });
  });

  const sent: [string, Question][] = [
    ["a line end behind it", { headers: { "Content-Type": formType }, body: `${pair}\r\n` }],
    ["no type", { body: pair }],
    ["no type and a line end", { body: `${pair}\n` }],
    ["the type of plain text", { headers: { "Content-Type": "text/plain; charset=us-ascii" }, body: pair }],
    ["one field more", { headers: { "Content-Type": formType }, body: `${pair}&mailbox=1` }],
    ["10 000 fields more", { headers: { "Content-Type": formType }, body: `${manyFields}&${pair}` }],
    ["the field twice", { headers: { "Content-Type": formType }, body: `${pair}&${pair}` }],
    ["escapes", { headers: { "Content-Type": formType }, body: "List%2DUnsubscribe=One%2DClick" }],
    [
      "a field more, multipart",
      multipart(`name="a"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click`),
    ],
    [
      "bare line feeds and a preamble, multipart",
      {
        headers: { "Content-Type": `multipart/form-data; charset=utf-8; boundary="--a b"` },
        body: `hello\n----a b\nContent-Type: text/plain\ncontent-disposition: form-data; name="List-Unsubscribe"\n\nOne-Click\n----a b--\n`,
      },
    ],
  ];

  test.each(sent)("takes the pair with %s (H-05)", async (_, question) => {
    expect((await ask(context, oneClick, { method: "POST", ...question })).status).toBe(200);
    expect(await statusOfReader()).toBe("ended");
  });

  test.each([
    (path: string) => path.replace("one-click", "One-Click"),
    (path: string) => `/${path}`,
    (path: string) => `//${path.replace("one-click/", "ONE-CLICK//")}`,
    (path: string) => path.replace("one-click", "one%2Dclick"),
    (path: string) => `${context.config.appUrl}${path}`,
  ])("is found as mail programs spell its address (%#)", async (spelt) => {
    const question = { method: "POST", headers: { Origin: "https://mail.example" }, body: pair };
    const answer = await ask(context, spelt(oneClick), question);
    expect([answer.status, answer.headers.location]).toEqual([200, undefined]);
    expect(await statusOfReader()).toBe("ended");
  });

  test("no other method changes anything (H-08)", async () => {
    await unchangedBy(async () => {
      for (const path of [oneClick, leavePage])
        for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
          const headers = {
            "Content-Type": formType,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Purpose": "prefetch",
          };
          const reads = ["GET", "HEAD", "OPTIONS"].includes(method);
          const body = reads ? undefined : path === oneClick ? pair : "confirm=1";
          const answer = await ask(context, path, { method, headers, body });
          const expected = reads ? (method === "OPTIONS" ? [200, 405] : [200]) : [405];
          expect(expected, `${method} ${path}`).toContain(answer.status);
        }
    });
  });

  test("keeps up with a mailbox provider that posts 1 000 a minute from one address (H-17)", async () => {
    const before = process.cpuUsage();
    for (let i = 0; i < 250; i += 1) {
      const headers = { "Content-Type": formType };
      expect((await ask(context, oneClick, { method: "POST", headers, body: pair })).status).toBe(200);
    }
    // Of the processor's time, which others on the machine do not lengthen.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(15_000);
  });

  function chunked(path: string, chunks: string[]): string {
    const { appUrl } = context.config;
    const head = [`POST ${path} HTTP/1.1`, `Host: ${new URL(appUrl).host}`, `Content-Type: ${formType}`];
    const lines = [...head, `Origin: ${appUrl}`, "Transfer-Encoding: chunked", "", ""].join("\r\n");
    return lines + chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  }

  function multipart(part: string): Question {
    return { method: "POST", headers: boundary, body: `--x\r\nContent-Disposition: form-data; ${part}\r\n--x--\r\n` };
  }

  /** A server that answers before the body is through may close while we still write. */
  function cutOff(error: Error & { code?: string }) {
    expect(["ECONNRESET", "EPIPE"]).toContain(error.code);
    return { status: 413 };
  }
});
