/** The figures of a page as files. @param query of the page, without `?` */
export function FileLinks({ of, query }: { of: "list" | "site"; query: string }) {
  const link = (format: string) => `/desk/numbers/file?of=${of}&format=${format}${query && `&${query}`}`;
  return (
    <p className="text-sm text-muted">
      All of this as{" "}
      <a href={link("csv")} className="underline underline-offset-4" download>
        CSV
      </a>{" "}
      or{" "}
      <a href={link("json")} className="underline underline-offset-4" download>
        JSON
      </a>
      .
    </p>
  );
}
