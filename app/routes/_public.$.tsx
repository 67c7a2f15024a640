/** Whatever is not a page: the 404 in the site's own frame. */
export function loader() {
  throw new Response(null, { status: 404 });
}

export const action = loader;

export default function Nothing() {
  return null;
}
