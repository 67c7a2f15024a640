import { focusPosition } from "#app/models/focus.ts";

/** The widths of image variants, in pixels, beside the image's own. */
export const pictureWidths = [400, 800, 1200, 1600];

type PictureProps = {
  /** `/images/KEY.jpg`; `.png` for one that something shines through, `.gif` for one that moves */
  path: string;
  width: number;
  height: number;
  alt: string;
  /** The shown width, as in the attribute `sizes`. */
  sizes: string;
  className?: string;
  /** The point that stays in sight where it is cut, like `30,70`. */
  focus?: string;
  /** On top of its page: loaded at once. */
  first?: boolean;
};

/**
 * An image in a suitable size and the newest format of the browser; its place is reserved before it loads. One that moves
 * stands still for those who asked their system for that.
 */
export function Picture({ path, width, height, alt, sizes, className, focus, first = false }: PictureProps) {
  const [, key, ending] = /^(\/images\/[0-9a-f]{32})\.(jpg|png|gif)$/.exec(path) ?? [];
  const image = (srcSet?: string) => (
    <img
      className={className}
      style={focus ? { objectPosition: focusPosition(focus) } : undefined}
      src={path}
      srcSet={srcSet}
      sizes={srcSet && sizes}
      alt={alt}
      width={width}
      height={height}
      loading={first ? "eager" : "lazy"}
      decoding="async"
    />
  );
  if (!key) return image();
  const source = (format: string, media?: string, type = format) => (
    <source type={`image/${type}`} media={media} srcSet={addresses(key, width, format)} sizes={sizes} />
  );
  return (
    <picture>
      {ending === "gif" ? source("avif", still) : source("avif")}
      {ending === "gif" && source("jpg", still, "jpeg")}
      {source("webp")}
      {image(ending === "jpg" ? addresses(key, width, "jpg") : undefined)}
    </picture>
  );
}

const still = "(prefers-reduced-motion: reduce)";

/** The own width last; a variant nearly as wide would save nothing. */
function addresses(key: string, width: number, format: string): string {
  const smaller = pictureWidths.filter((one) => one <= width * 0.85);
  return [...smaller.map((one) => `${key}-${one}.${format} ${one}w`), `${key}.${format} ${width}w`].join(", ");
}
