/** Pixels between the margins of the 600 px sheet (E-19). */
export const columnWidth = 544;

/** The light palette; `head.mjml` has the frame's copy and the dark one. All ≥ 4.5:1 on the sheet #fffdf9 (E-15). */
export const ink = { text: "#23211e", quiet: "#5d574e", accent: "#8f2f1c", hairline: "#d9d1c2" };

export const sans = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Small print outside the template's own text blocks: in Outlook table cells do not inherit. */
export const small = `${sans};font-size:14px;line-height:1.6;color:${ink.quiet}`;

/** Of code: Outlook takes the first font that it has. */
export const mono = "font-family:Consolas,Menlo,Monaco,'Courier New',monospace";

export const serif = "font-family:Georgia,'Times New Roman',serif";
