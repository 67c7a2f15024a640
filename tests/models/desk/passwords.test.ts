import { describe, expect, test } from "vitest";
import { commonPasswordFilter, isCommonPassword } from "#app/models/desk/commonPasswords.server.ts";
import { wordPasswordFault } from "#app/models/desk/faultWords.server.ts";
import { passwordFault, passwordSchema } from "#app/models/desk/passwords.server.ts";

const known = ["The Robotics Briefing", "briefing.example.org", "Ines Halloran", "ines.halloran@readers.example"];

describe("the length of a password (S-05)", () => {
  test.each(["", "short", "1234567", "🤖🦾🔩🪛🧲📡🔋", "é".normalize("NFD").repeat(7), "x".repeat(1001)])(
    "%j is refused",
    (typed) => expect(passwordSchema.safeParse(typed).success).toBe(false),
  );

  test("is counted in characters as people count them, from eight on, with spaces and of any script", () => {
    const good = [
      "пароль из",
      "🤖🦾🔩🪛🧲📡🔋🧭",
      "a b c d e",
      "ångström".normalize("NFD"),
      "no capital, no digit",
      "z".repeat(64),
    ];
    for (const typed of good) expect(passwordSchema.safeParse(typed).success, typed).toBe(true);
  });
});

describe("a password that would be guessed soon (S-05, NIST SP 800-63B)", () => {
  const soon: [why: string, passwords: string[]][] = [
    [
      "hundred thousand",
      [
        ...["password", "PASSWORD123", "iloveyou", "sunshine", "trustno1", "letmein1", "football1", "baseball"],
        ...["P@ssw0rd", "welcome-2026!", "!!Dragon77", "ｐａｓｓｗｏｒｄ"],
      ],
    ],
    [
      "repeats itself",
      ["aaaaaaaa", "        ", "abababab", "hallohallo", "abcabcabcabc", "🤖🤖🤖🤖🤖🤖🤖🤖", "1212121212"],
    ],
    [
      "follows the keys",
      [
        "12345678",
        "87654321",
        "qwertyuiop",
        "QWERTZUIOP",
        "azertyuiop",
        "asdfghjkl",
        "abcdefgh",
        "qwerty123456",
      ].concat(["1qaz2wsx3edc", "1q2w3e4r5t", "aaaabbbbccccdddd", "!@#$%^&*()", "йцукенгшщз"]),
    ],
    [
      "that others know",
      [
        "RoboticsBriefing",
        "robotics-2026",
        "the robotics briefing!",
        "Ines.Halloran",
        "halloran1987",
        "ines.halloran@readers.example",
      ],
    ],
  ];

  test.each(soon.flatMap(([why, all]) => all.map((password) => [password, why])))(
    "%j is refused: %s",
    async (password, why) => {
      expect(wordPasswordFault((await passwordFault(password, known))!)).toContain(why);
    },
  );

  test.each([
    "a sentence that nobody else types",
    "correct horse and a lantern",
    "Tr7#kLp9",
    "robots pack nine crates",
    "abc is easier than 123",
    "halloran likes rainy mondays",
    "пароль из нескольких слов",
    "東京湾の輸送船は青い",
    "🤖🦾🔩🪛🧲📡🔋🧭",
  ])("%j is good", async (password) => {
    expect(await passwordFault(password, known)).toBeNull();
  });

  test("names of three letters and empty ones say nothing about a password", async () => {
    expect(await passwordFault("evenings in june", ["", "Eve", "  "])).toBeNull();
  });
});

describe("the filter of common passwords", () => {
  test("takes next to no other text for a common one", async () => {
    const others = Array.from({ length: 2000 }, (_, i) => `no one would think of ${i} lanterns`);
    const taken = await Promise.all(others.map(isCommonPassword));
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  test("takes 24 bits a word", async () => {
    const words = Array.from({ length: 500 }, (_, i) => `word${i}`);
    expect(commonPasswordFilter(new Set(words)).length).toBe((words.length * 24) / 8);
  });
});
