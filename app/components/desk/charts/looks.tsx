// Series are told apart without colour: areas by their pattern, lines by their dashes and marks.

/** Looks of a series: a colour of the theme, the dashes of its line. */
const looks = [
  { colour: "var(--accent)", dashes: undefined },
  { colour: "var(--ink)", dashes: "7 4" },
  { colour: "var(--good)", dashes: "2 4" },
  { colour: "var(--warn)", dashes: "9 3 2 3" },
];

/** How many series a chart can show. */
export const mostLooks = looks.length;

export function lookOf(n: number) {
  return looks[n % looks.length]!;
}

/** The filling of a series' areas. `id` is the chart's. */
export function fillOf(id: string, n: number): string {
  return `url(#${id}-${n % looks.length})`;
}

/** The patterns of a chart's areas: full, stripes, dots, lines. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {looks.map(({ colour }, n) => (
        <pattern
          key={colour}
          id={`${id}-${n}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          {...(n === 1 ? { patternTransform: "rotate(45)" } : {})}
        >
          <rect width="6" height="6" fill={colour} fillOpacity={n === 0 ? 1 : 0.15} />
          {n === 1 && <rect width="2.5" height="6" fill={colour} />}
          {n === 2 && <circle cx="3" cy="3" r="1.7" fill={colour} />}
          {n === 3 && <rect width="6" height="2.5" fill={colour} />}
        </pattern>
      ))}
    </defs>
  );
}

/** The mark of a point of a line, in the middle of its own coordinates: a disc, a square, a triangle, a rhombus. */
export function PointMark({ n }: { n: number }) {
  const { colour } = lookOf(n);
  const shapes = [
    <circle key="disc" r="3.5" fill={colour} />,
    <rect key="square" x="-3.5" y="-3.5" width="7" height="7" fill="var(--raised)" stroke={colour} strokeWidth="2" />,
    <path key="triangle" d="M0-4.5 4.5 4h-9z" fill={colour} />,
    <path key="rhombus" d="M0-5 5 0 0 5-5 0z" fill="var(--raised)" stroke={colour} strokeWidth="2" />,
  ];
  return shapes[n % shapes.length]!;
}
