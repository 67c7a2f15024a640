// Where things stand at the desk. For the site see sitePaths.ts.

/** An issue, or one of its pages, like `send`. */
export function deskIssuePath(number: number, page?: string): string {
  return `/desk/issues/${number}${page ? `/${page}` : ""}`;
}

/** An article in the editor, or one of its pages, like `revisions`. */
export function deskArticlePath(id: number, page?: string): string {
  return `/desk/articles/${id}${page ? `/${page}` : ""}`;
}

/** The page about what comes back, and how mail is received. */
export const healthPath = "/desk/settings/health";

/** Where it is chosen who gets reports of issues. */
export const reportsPath = "/desk/settings/reports";

export function deskSubscriberPath(id: number): string {
  return `/desk/subscribers/${id}`;
}

/** An export of a site that was brought to the desk, or one of its pages, like `report`. */
export function deskSiteMovePath(id: number, page?: string): string {
  return `/desk/import-site/${id}${page ? `/${page}` : ""}`;
}

/** A slot, on the page of all of them. */
export function slotPath(slot: { id: number }): string {
  return `/desk/schedule#slot-${slot.id}`;
}

/** Where the desk shows digests. */
export const digestsPath = "/desk/schedule#digests";

/** A segment in its builder, or the list of them. */
export function deskSegmentPath(id?: number): string {
  return id === undefined ? "/desk/segments" : `/desk/segments/${id}`;
}

/** A picture of the library. */
export function deskPicturePath(id: number): string {
  return `/desk/pictures/${id}`;
}

/** Where readers are imported, and all imports are listed. */
export const importsPath = "/desk/subscribers/import";

/** An import of readers. */
export function deskImportPath(id: number): string {
  return `${importsPath}/${id}`;
}

/** A file of readers that was brought to the desk. */
export function deskUploadPath(id: number): string {
  return `${importsPath}/files/${id}`;
}

/** A conversation with a reader, or the inbox of all of them. */
export function deskReplyPath(id?: number): string {
  return id === undefined ? "/desk/replies" : `/desk/replies/${id}`;
}
