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

/** The end of an address that begins with `answersUrl`: one answer to one question of an issue, both from 1. */
export function answerPath(question: number, answer: number): string {
  return `/${question}/${answer}`;
}

export function topicPath(slug: string): string {
  return `/topics/${encodeURIComponent(slug)}`;
}

export function authorPath(slug: string): string {
  return `/authors/${encodeURIComponent(slug)}`;
}
