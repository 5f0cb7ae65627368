/** A map that forgets what was set longest ago, so that it never holds more than `limit` entries. */
export type BoundedMap<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  size(): number;
  /** What was set longest ago. */
  oldest(): readonly [K, V] | null;
};

export function createBoundedMap<K, V>(limit: number): BoundedMap<K, V> {
  const entries = new Map<K, V>();
  return {
    get: (key) => entries.get(key),
    set(key: K, value: V): void {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= limit) return;
      const oldest = entries.keys().next();
      if (oldest.done !== true) entries.delete(oldest.value);
    },
    delete(key: K): void {
      entries.delete(key);
    },
    size: () => entries.size,
    oldest() {
      const first = entries.entries().next();
      return first.done === true ? null : first.value;
    },
  };
}
