import { crc32, deflateRawSync } from "node:zlib";

/** A part of an archive; `says` and `sum`: the size and the CRC that the archive claims for it, where that is not true. */
type Part = { name: string; bytes: Buffer | string; says?: number; sum?: number };

/** Packs a zip archive. */
export function zipOf(parts: Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes: given, says, sum } of parts) {
    const bytes = Buffer.from(given);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(sum ?? crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(says ?? bytes.length, 18);
    about.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), about, title, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), about, place, title]));
    bodies.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, listed, Buffer.from("PK\x05\x06"), end]);
}

const ns =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"';
const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Words of a document, and the properties of its paragraph. */
export const wordParagraph = (inner: string, properties = "") =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${inner}</w:p>`;
export const wordRun = (text: string, properties = "") =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
export const wordListItem = (text: string, numId: number, level = 0) =>
  wordParagraph(wordRun(text), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${numId}"/></w:numPr>`);
/** A picture that stands in the document as `rId9`. */
export const wordPicture = (alt: string) =>
  wordParagraph(
    `<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="Picture" descr="${alt}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
  );

/** Packs a Word document. `numbering` and `footnotes` are the inner XML of these parts. */
export function aWordFile(
  body: string,
  given: { numbering?: string; footnotes?: string; comments?: string; picture?: Buffer; more?: Part[] } = {},
): Buffer {
  const { numbering, footnotes, comments, picture, more = [] } = given;
  const part = (name: string, inner: string) => ({
    name: `word/${name}.xml`,
    bytes: `<w:${name} ${ns}>${inner}</w:${name}>`,
  });
  const styles = ["Title", "heading 1", "heading 2", "Quote"]
    .map(
      (name) => `<w:style w:type="paragraph" w:styleId="${name.replace(" ", "")}"><w:name w:val="${name}"/></w:style>`,
    )
    .join("");
  const relations = [
    ["styles", "styles.xml"],
    ...(numbering ? [["numbering", "numbering.xml"]] : []),
    ...(footnotes ? [["footnotes", "footnotes.xml"]] : []),
    ...(comments ? [["comments", "comments.xml"]] : []),
  ].map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${rels}/${type}" Target="${target}"/>`);
  if (picture) relations.push(`<Relationship Id="rId9" Type="${rels}/image" Target="media/one.jpg"/>`);
  relations.push(
    `<Relationship Id="rId8" Type="${rels}/hyperlink" Target="https://x.example/plan" TargetMode="External"/>`,
  );
  return zipOf([
    {
      name: "[Content_Types].xml",
      bytes: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    },
    {
      name: "_rels/.rels",
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rels}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: "word/_rels/document.xml.rels",
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join("")}</Relationships>`,
    },
    part("document", `<w:body>${body}</w:body>`),
    part("styles", styles),
    ...(numbering ? [part("numbering", numbering)] : []),
    ...(footnotes ? [part("footnotes", footnotes)] : []),
    ...(comments ? [part("comments", comments)] : []),
    ...(picture ? [{ name: "word/media/one.jpg", bytes: picture }] : []),
    ...more,
  ]);
}
