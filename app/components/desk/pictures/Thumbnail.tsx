type ThumbnailProps = { path: string; width: number; height: number; alt?: string };

/** Of the variants that the site makes anyway. */
const thumbnailWidth = 400;

/** A small picture of the library, loaded when it comes into sight. */
export function Thumbnail({ path, width, height, alt = "" }: ThumbnailProps) {
  const key = /^(\/images\/[0-9a-f]{32})\.\w+$/.exec(path)?.[1];
  return (
    <img
      src={key && width > thumbnailWidth ? `${key}-${thumbnailWidth}.webp` : path}
      alt={alt}
      width={width}
      height={height}
      loading="lazy"
      decoding="async"
      className="aspect-4/3 h-auto w-full rounded bg-sunken object-contain"
    />
  );
}
