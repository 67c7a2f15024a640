const paths = {
  heading: "M5 5v14M13 5v14M5 12h8M17 11.5c.4-1.2 1.3-1.7 2.2-1.7 1.2 0 2.1.8 2.1 2 0 2-4.3 3.6-4.3 7.2h4.5",
  subheading: "M6 8v9M12 8v9M6 12.5h6M16 10.5h4.5l-2.5 3c1.7 0 2.6.9 2.6 2.1 0 1.4-1 2.4-2.4 2.4-1 0-1.9-.5-2.2-1.3",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5h.01",
  bullets: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  numbers:
    "M10 6h10M10 12h10M10 18h10M4 4.5l1.5-.7V9M3.7 15c.2-.7.7-1 1.3-1 .8 0 1.3.5 1.3 1.2C6.3 16.5 3.7 17.5 3.7 19h2.8",
  quote: "M5 17c2.5-.5 4-2.5 4-5.5V7H4v5h3M15 17c2.5-.5 4-2.5 4-5.5V7h-5v5h3",
  rule: "M4 12h16",
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
  redo: "M16 5l4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
};

export type IconName = keyof typeof paths;

/** A decorative icon; its button has a name too. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 24 24"
      className="size-5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
