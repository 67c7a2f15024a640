import type { ReactNode } from "react";

/** The frame of pages without a signed-in editor. */
export function Doorway({ name, title, lead, wide = false, children }: DoorwayProps) {
  return (
    <main
      className={`mx-auto flex min-h-dvh w-full flex-col justify-center px-4 py-12 ${wide ? "max-w-2xl" : "max-w-md"}`}
    >
      <p className="font-serif text-lg font-semibold">
        <bdi>{name}</bdi>
      </p>
      <h1 className="mt-6 font-serif text-4xl leading-tight font-medium tracking-tight">{title}</h1>
      {lead && <p className="mt-2 text-muted">{lead}</p>}
      <div className="mt-8">{children}</div>
    </main>
  );
}

type DoorwayProps = { name: string; title: string; lead?: ReactNode; wide?: boolean; children: ReactNode };
