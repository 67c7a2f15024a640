/**
 * How pieces and sections of an issue change their places. Pure, for desk and browser: every function returns new
 * sections, leaves pieces the same objects, loses and doubles none, and changes nothing for a place that is not there.
 */
type Arranged = { pieces: unknown[] };
type PieceOf<S extends Arranged> = S["pieces"][number];

/** Where a piece stands: its section, and its index there; both from 0. */
export type PiecePlace = { section: number; index: number };

/** Moves a piece to another place, which counts without the piece itself; an index beyond the end is the end. */
export function movePiece<S extends Arranged>(sections: S[], from: PiecePlace, to: PiecePlace): S[] {
  const piece = pieceAt(sections, from);
  if (!piece || !sections[to.section]) return sections;
  return insertPiece(removePiece(sections, from), piece.found, to);
}

/** Moves a piece to the top of the issue: the beginning of the first section. */
export function moveToTop<S extends Arranged>(sections: S[], from: PiecePlace): S[] {
  return movePiece(sections, from, { section: 0, index: 0 });
}

/** Moves a piece to the bottom of the issue: the end of the last section. */
export function moveToBottom<S extends Arranged>(sections: S[], from: PiecePlace): S[] {
  return movePiece(sections, from, { section: sections.length - 1, index: Infinity });
}

/** Moves a piece to the end of a section, or to its beginning. */
export function moveToSection<S extends Arranged>(
  sections: S[],
  from: PiecePlace,
  section: number,
  end: "first" | "last" = "last",
): S[] {
  return movePiece(sections, from, { section, index: end === "first" ? 0 : Infinity });
}

/**
 * Moves a piece to a position in the whole issue, from 0: into the section of the piece that stands there now, which
 * makes way.
 */
export function moveToPosition<S extends Arranged>(sections: S[], from: PiecePlace, position: number): S[] {
  const places = placesIn(sections);
  const to = places[Math.min(Math.max(0, position), places.length - 1)];
  if (!to) return sections;
  // Without the piece, those behind it in its own section have moved up already.
  const behind = to.section !== from.section && isBefore(from, to) ? 1 : 0;
  return movePiece(sections, from, { section: to.section, index: to.index + behind });
}

/** Moves a piece one place up or down; from the end of a section it goes into the one beside. */
export function nudgePiece<S extends Arranged>(sections: S[], from: PiecePlace, way: "up" | "down"): S[] {
  const step = way === "up" ? -1 : 1;
  const index = from.index + step;
  if (sections[from.section]?.pieces[index] !== undefined)
    return movePiece(sections, from, { section: from.section, index });
  return moveToSection(sections, from, from.section + step, way === "up" ? "last" : "first");
}

/** Puts a new piece into a section; an index beyond the end is the end. */
export function insertPiece<S extends Arranged>(sections: S[], piece: PieceOf<S>, { section, index }: PiecePlace): S[] {
  return sections.map((one, i) => {
    if (i !== section) return one;
    const at = Math.min(Math.max(0, index), one.pieces.length);
    return { ...one, pieces: [...one.pieces.slice(0, at), piece, ...one.pieces.slice(at)] };
  });
}

/** Takes a piece out of the issue. */
export function removePiece<S extends Arranged>(sections: S[], { section, index }: PiecePlace): S[] {
  return sections.map((one, i) =>
    i === section ? { ...one, pieces: one.pieces.filter((_, place) => place !== index) } : one,
  );
}

/** Moves a section with its pieces to another place among the sections. */
export function moveSection<S>(sections: S[], from: number, to: number): S[] {
  const section = sections[from];
  if (!section || !sections[to]) return sections;
  const rest = sections.filter((_, i) => i !== from);
  return [...rest.slice(0, to), section, ...rest.slice(to)];
}

/** Puts a new section among the others. */
export function insertSection<S>(sections: S[], section: S, at: number): S[] {
  return [...sections.slice(0, at), section, ...sections.slice(at)];
}

/** Removes a section; its pieces go to the end of the one before, or to the beginning of the next. The only one stays. */
export function removeSection<S extends Arranged>(sections: S[], at: number): S[] {
  const gone = sections[at];
  if (!gone || sections.length === 1) return sections;
  return sections.flatMap((one, i) => {
    if (i === at) return [];
    if (at > 0 && i === at - 1) return [{ ...one, pieces: [...one.pieces, ...gone.pieces] }];
    if (at === 0 && i === 1) return [{ ...one, pieces: [...gone.pieces, ...one.pieces] }];
    return [one];
  });
}

/** Returns the places of all pieces, in the order of the issue. */
export function placesIn(sections: Arranged[]): PiecePlace[] {
  return sections.flatMap(({ pieces }, section) => pieces.map((_, index) => ({ section, index })));
}

/** Returns where the piece stands that `is` is true for. */
export function placeOf<S extends Arranged>(sections: S[], is: (piece: PieceOf<S>) => boolean): PiecePlace | null {
  return placesIn(sections).find(({ section, index }) => is(sections[section]!.pieces[index]!)) ?? null;
}

function pieceAt(sections: Arranged[], { section, index }: PiecePlace): { found: unknown } | null {
  const { pieces = [] } = sections[section] ?? {};
  return index in pieces ? { found: pieces[index] } : null;
}

function isBefore(one: PiecePlace, other: PiecePlace): boolean {
  return one.section === other.section ? one.index < other.index : one.section < other.section;
}
