// Where things stand on the site. For the desk see deskPaths.ts. A slug may hold letters of any script.

export function issuePath(number: number): string {
  return `/issues/${number}`;
}

export function articlePath(slug: string): string {
  return `/articles/${encodeURIComponent(slug)}`;
}

/** A draft for somebody outside, behind the token of a link. */
export function draftPath(token: string): string {
  return `/draft/${token}`;
}

export function topicPath(slug: string): string {
  return `/topics/${encodeURIComponent(slug)}`;
}

export function authorPath(slug: string): string {
  return `/authors/${encodeURIComponent(slug)}`;
}
