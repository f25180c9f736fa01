interface Entry<V> {
  value: V;
  loadedAt: number;
  /** Until then nobody asks again. */
  freshUntil: number;
}

interface RefreshedCacheOptions<K, V> {
  load(key: K): Promise<V>;
  freshMs: number;
  /** How old an entry may be that is served because loading fails. */
  staleMs: number;
  /** How long after a failure nobody tries again, so that requests do not queue at a dead host. */
  retryMs: number;
  /** Whether a failure says "not now" rather than "never". */
  isUnavailable(error: unknown): boolean;
}

/**
 * Values that are loaded once and trusted for a while, by a monotonic clock. One load at a time for
 * a key, whoever waits. Entries are not evicted: the caller sees to it that keys are bounded.
 */
export class RefreshedCache<K, V> {
  readonly #options: RefreshedCacheOptions<K, V>;
  #entries = new Map<K, Entry<V>>();
  #loading = new Map<K, Promise<V>>();

  constructor(options: RefreshedCacheOptions<K, V>) {
    this.#options = options;
  }

  /** @throws what loading throws, when there is no entry to go on with */
  async get(key: K): Promise<V> {
    const entry = this.#entries.get(key);
    if (entry && performance.now() < entry.freshUntil) return entry.value;
    const underWay = this.#loading.get(key);
    if (underWay) return underWay;
    const loading = this.#refresh(key, entry, this.#entries);
    this.#loading.set(key, loading);
    try {
      return await loading;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** Forgets everything, also what is being loaded at this moment. */
  clear(): void {
    this.#entries = new Map();
    this.#loading = new Map();
  }

  async #refresh(key: K, known: Entry<V> | undefined, entries: Map<K, Entry<V>>): Promise<V> {
    const { load, freshMs, staleMs, retryMs, isUnavailable } = this.#options;
    // The age counts from the question: the answer may be as old as that.
    const loadedAt = performance.now();
    try {
      const value = await load(key);
      entries.set(key, { value, loadedAt, freshUntil: loadedAt + freshMs });
      return value;
    } catch (error) {
      const now = performance.now();
      if (!known || !isUnavailable(error) || now - known.loadedAt > staleMs) throw error;
      known.freshUntil = Math.min(now + retryMs, known.loadedAt + staleMs);
      return known.value;
    }
  }
}
