/** Marks the copies that go to the newsroom's mailbox: one that comes back is not copied again. */
export const copyHeader = "X-Pressrun-Copy";
