/** Until when an answer is of use, in milliseconds of the steady clock that `now` reads. */
export type Deadline = { readonly endsAt: number; readonly now: () => number };

/** What comes first: the value, or what is made of its absence after so many milliseconds. `value` must not reject. */
export async function orAfter<Value>(ms: number, value: Promise<Value>, otherwise: () => Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<Value>((settle) => {
    timer = setTimeout(() => settle(otherwise()), ms);
  });
  try {
    return await Promise.race([value, ended]);
  } finally {
    clearTimeout(timer);
  }
}
