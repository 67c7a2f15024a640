import { useEffect, useState } from "react";

type PictureNotesProps = {
  path: string;
  /** Its weight; asked for where it is not known. */
  bytes?: number;
  stoodStill?: boolean;
};

/** Words on what mails do with a picture that moves, its weight among them. */
export function PictureNotes({ path, bytes, stoodStill = false }: PictureNotesProps) {
  const moves = path.endsWith(".gif");
  const weight = useWeight(moves && bytes === undefined ? path : null) ?? bytes;
  if (stoodStill)
    return <p className={look}>Only GIF and WebP keep their movement here: this picture shows its first frame.</p>;
  if (!moves) return null;
  return (
    <p className={look}>
      It moves{weight === undefined ? "" : ` and weighs ${weightWords(weight)} in every mail`}. Outlook on Windows shows
      its first frame alone, so that one has to say enough.
    </p>
  );
}

const look = "mt-1.5 text-sm text-muted";

function useWeight(path: string | null): number | undefined {
  const [weight, setWeight] = useState<number>();
  useEffect(() => {
    if (path === null) return;
    const ended = new AbortController();
    fetch(path, { method: "HEAD", signal: ended.signal }).then(
      ({ ok, headers }) => setWeight((ok && Number(headers.get("content-length"))) || undefined),
      () => {},
    );
    return () => ended.abort();
  }, [path]);
  return weight;
}

function weightWords(bytes: number): string {
  return bytes < 950_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
