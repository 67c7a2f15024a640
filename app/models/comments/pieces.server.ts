import type { Context } from "#app/context.server.ts";
import { isWriter, mayWriteArticle } from "#app/models/articles/ownArticles.server.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import type { Piece, PieceName } from "#app/models/assignments.server.ts";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { allTexts, linesIn } from "#app/models/sections.ts";
import { wordsIn } from "./passages.ts";

/** A piece as comments need it: how it is named, and all of its words as they are saved now. */
export type PieceNow = PieceName & { words: string };

/** Returns a piece as it is now; undefined for one that is not there. */
export function pieceNow(context: Context, { kind, subject }: Piece): Promise<PieceNow | undefined> {
  return kinds[kind](context, subject);
}

const kinds: Record<Piece["kind"], (context: Context, id: number) => Promise<PieceNow | undefined>> = {
  async article(context, id) {
    const sheet = await sheetOf(context, id);
    if (!sheet) return undefined;
    const { headline, dek, body } = sheet.typed;
    return {
      title: `“${headline || "Untitled"}”`,
      path: deskArticlePath(id),
      words: [headline, dek, wordsIn(body)].join("\n"),
    };
  },
  async issue(context, id) {
    const row = await context.db.selectFrom("issues").select("number").where("id", "=", id).executeTakeFirst();
    const issue = row && (await issueByNumber(context, row.number));
    if (!issue) return undefined;
    const { number, subject, preheader, sections } = issue;
    const lines = sections.flatMap(({ heading, pieces }) => [
      heading,
      ...pieces.flatMap((piece) => (piece.kind === "article" ? [] : linesIn(piece))),
    ]);
    return {
      title: `issue ${number}${subject ? `, “${subject}”` : ""}`,
      path: deskIssuePath(number),
      words: [subject, preheader, wordsIn(allTexts(issue)), ...lines].join("\n"),
    };
  },
};

/** True unless a writer asks for an issue, or for an article that is not their own. */
export async function maySeePiece(context: Context, { kind, subject }: Piece): Promise<boolean> {
  return kind === "article" ? mayWriteArticle(context, subject) : !(await isWriter(context));
}
