import { expect, test } from "vitest";
import { likelyAddress } from "#app/models/addressTypos.server.ts";

const slips: [typed: string, meant: string][] = [
  ["ana@gmial.com", "ana@gmail.com"],
  ["ana@gmail.con", "ana@gmail.com"],
  ["ana@gmail.co", "ana@gmail.com"],
  ["ana@gmal.com", "ana@gmail.com"],
  ["Ana+news@GMAIL.CM", "Ana+news@gmail.com"],
  ["o'hara@hotmial.com", "o'hara@hotmail.com"],
  ["ana@outlok.com", "ana@outlook.com"],
  ["ana@yahoo.con", "ana@yahoo.com"],
  ["ana@iclould.com", "ana@icloud.com"],
  ["ana@t-onlin.de", "ana@t-online.de"],
];

test.each(slips)("%s may be meant to be %s", (typed, meant) => {
  expect(likelyAddress(typed)).toBe(meant);
});

const right = ["gmail.com", "mail.com", "ymail.com", "email.com", "yahoo.fi", "outlook.cz", "hotmail.co.nz", "gmx.at"];
right.push("web.de", "get.de", "love.com", "example.org", "readers.example", "xn--bcher-kva.example", "online.de");

test.each(right)("an address at %s is not doubted", (domain) => {
  expect(likelyAddress(`ana@${domain}`)).toBeNull();
});
