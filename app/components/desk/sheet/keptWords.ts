/**
 * Words that the server does not have yet, in this browser's IndexedDB. `sheet`: like `article 12`; `by`: the id of the
 * editor who wrote them; `version`, `step`: of the save that they would have been; `at` in milliseconds.
 */
export type KeptWords<Draft> = {
  key: string;
  sheet: string;
  tab: string;
  by: number;
  version: number;
  step: number;
  at: number;
  draft: Draft;
};

const [name, table] = ["pressrun", "sheets"];

/** One key for each sheet and tab, so that two tabs keep both of their words. */
export function keyOf(sheet: string, tab: string): string {
  return `${sheet} ${tab}`;
}

let opened: Promise<IDBDatabase> | undefined;

/** @throws where the browser stores nothing, as in some private windows */
function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("it cannot be opened"));
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function inTable<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(table, mode, { durability: "strict" });
  const request = work(transaction.objectStore(table));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("it was not stored"));
  });
}

/** @throws when the storage is full or forbidden */
export async function keepWords<Draft>(words: KeptWords<Draft>): Promise<void> {
  await inTable("readwrite", (store) => store.put(words));
}

export async function forgetWords(key: string): Promise<void> {
  await inTable("readwrite", (store) => store.delete(key)).catch(() => {});
}

/**
 * The words that a closing page leaves to the next one in the same browser tab. A reload waits for no database, so
 * it stands in the tab's own storage, which is written at once.
 */
type LeftBehind<Draft> = { tab: string; words: KeptWords<Draft> | null };

const leftKey = (sheet: string) => `pressrun-left-${sheet}`;

export function leaveBehind<Draft>(sheet: string, left: LeftBehind<Draft>): void {
  try {
    sessionStorage.setItem(leftKey(sheet), JSON.stringify(left));
  } catch {
    // Without storage, or when it is full, the other copies must do.
  }
}

/** Takes what the page before this one left; null when that was another one. */
export function takeLeftBehind<Draft>(sheet: string): LeftBehind<Draft> | null {
  try {
    const left = sessionStorage.getItem(leftKey(sheet));
    sessionStorage.removeItem(leftKey(sheet));
    return left === null ? null : (JSON.parse(left) as LeftBehind<Draft>);
  } catch {
    return null;
  }
}

/** Milliseconds: a browser that does not answer by then keeps nobody waiting. */
const patience = 2000;

/** @returns the newest words of a sheet that no open tab holds; null when there are none */
export async function wordsLeft<Draft>(sheet: string, by: number): Promise<KeptWords<Draft> | null> {
  const none = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  return Promise.race([findLeft<Draft>(sheet, by).catch(() => null), none]);
}

async function findLeft<Draft>(sheet: string, by: number): Promise<KeptWords<Draft> | null> {
  const all = (await inTable("readonly", (store) => store.getAll())) as KeptWords<Draft>[];
  const open = await openTabs();
  const left = all.filter((words) => words.sheet === sheet && words.by === by && !open.has(words.tab));
  return left.sort((one, other) => other.at - one.at)[0] ?? null;
}

const lockOf = (tab: string) => `pressrun-tab-${tab}`;

/** Shows other tabs that this one is open, until it is closed or killed. */
export function holdTab(tab: string): () => void {
  const closing = new AbortController();
  let release = () => {};
  // Plain http on another host has no locks: there words of an open tab come back in a second one, too.
  void (navigator.locks as LockManager | undefined)
    ?.request(lockOf(tab), { signal: closing.signal }, () => new Promise<void>((resolve) => (release = resolve)))
    .catch(() => {});
  return () => {
    closing.abort();
    release();
  };
}

async function openTabs(): Promise<Set<string>> {
  const { held = [] } = (await (navigator.locks as LockManager | undefined)?.query()) ?? {};
  return new Set(held.map((lock) => lock.name?.replace(lockOf(""), "") ?? ""));
}
