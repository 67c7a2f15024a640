import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { entryLook, menuLook } from "#app/components/desk/menuLook.ts";
import {
  moveToBottom,
  moveToPosition,
  moveToSection,
  moveToTop,
  nudgePiece,
  type PiecePlace,
} from "#app/models/issues/arrangement.ts";
import { countPieces, type Arranger } from "./Arranger.ts";
import { MenuButton, MenuEntry } from "./MenuButton.tsx";
import { sectionName, type DraftSection } from "./draft.ts";

type Way = (sections: DraftSection[], from: PiecePlace) => DraftSection[];

type PieceMenuProps = {
  pieceKey: string;
  name: string;
  arranger: Arranger;
  /** Where it is edited. */
  href?: string;
};

/** The menu of a piece: everything that dragging does, for the keyboard and for those who do not drag (WCAG 2.5.7). */
export function PieceMenu({ pieceKey, name, arranger, href }: PieceMenuProps) {
  const go = (way: Way) => () => arranger.move(pieceKey, way);
  return (
    <MenuButton label={`Move or take out “${name}”`} isFirst>
      <MenuEntry keys="Alt+↑" act={go((all, from) => nudgePiece(all, from, "up"))}>
        Move up
      </MenuEntry>
      <MenuEntry keys="Alt+↓" act={go((all, from) => nudgePiece(all, from, "down"))}>
        Move down
      </MenuEntry>
      <MenuEntry act={go(moveToTop)}>To the top</MenuEntry>
      <MenuEntry act={go(moveToBottom)}>To the bottom</MenuEntry>
      <Places arranger={arranger} pieceKey={pieceKey} go={go} />
      <DropdownMenu.Separator className="my-1 h-px bg-rule" />
      {href && (
        <DropdownMenu.Item asChild className={entryLook}>
          <a href={href}>Edit the article</a>
        </DropdownMenu.Item>
      )}
      <MenuEntry act={() => arranger.takeOut(pieceKey)}>Take it out</MenuEntry>
    </MenuButton>
  );
}

type PlacesProps = { arranger: Arranger; pieceKey: string; go: (way: Way) => () => void };

/** The sections and the positions to which a piece can go; looked up when the menu opens. */
function Places({ arranger, pieceKey, go }: PlacesProps) {
  const { sections } = arranger;
  const here = arranger.placeOf(pieceKey);
  const before = sections.slice(0, here?.section).reduce((sum, { pieces }) => sum + pieces.length, 0);
  const position = before + (here?.index ?? 0);
  return (
    <>
      {sections.length > 1 && (
        <Deeper name="To section">
          {sections.map((section, i) => (
            <MenuEntry
              key={section.key}
              disabled={i === here?.section}
              act={go((all, from) => moveToSection(all, from, i))}
            >
              <bdi>{sectionName(section, i)}</bdi>
            </MenuEntry>
          ))}
        </Deeper>
      )}
      <Deeper name="To position">
        {Array.from({ length: countPieces(sections) }, (_, i) => (
          <MenuEntry key={i} disabled={i === position} act={go((all, from) => moveToPosition(all, from, i))}>
            {String(i + 1)}
          </MenuEntry>
        ))}
      </Deeper>
    </>
  );
}

function Deeper({ name, children }: { name: string; children: ReactNode }) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={entryLook}>
        <span className="flex-1">{name}</span>
        <span aria-hidden className="rtl:-scale-x-100">
          ›
        </span>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent collisionPadding={8} className={`${menuLook} max-w-80`}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
