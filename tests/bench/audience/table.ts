/** Says what was measured, with what it should be; `note`: what explains it. */
export type Say = (what: string, figure: string, aim: string, note?: string) => void;

type Row = { aims: string[]; figures: Map<string, string>; notes: string[] };

/** What was measured of several databases, beside each other. */
export class Table {
  private readonly names: string[] = [];
  private readonly rows = new Map<string, Row>();

  /** Begins a column. */
  of(name: string): Say {
    this.names.push(name);
    return (what, figure, aim, note) => {
      console.error(`  ${name}: ${what} ${figure}`);
      const row: Row = this.rows.get(what) ?? { aims: [], figures: new Map(), notes: [] };
      this.rows.set(what, row);
      row.figures.set(name, figure);
      if (!row.aims.includes(aim)) row.aims.push(aim);
      if (note) row.notes.push(`${what}, ${name}: ${note}`);
    };
  }

  text(): string {
    const line = (what: string, aim: string, cells: string[]) =>
      `  ${what.padEnd(36)} ${aim.padStart(15)} ${cells.map((cell) => cell.padStart(14)).join(" ")}`;
    const lines = [...this.rows].map(([what, { aims, figures }]) =>
      line(
        what,
        aims.join(" / "),
        this.names.map((name) => figures.get(name) ?? ""),
      ),
    );
    const notes = [...this.rows.values()].flatMap((row) => row.notes.map((note) => `  ${note}`));
    return [line("", "aim", this.names), ...lines, "", ...notes].join("\n");
  }
}
