import { type z } from 'zod';

/** A value that nobody changes, all the way down. */
export type Frozen<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Frozen<Element>[]
    : { readonly [Key in keyof T]: Frozen<T[Key]> };

/** What a schema of the policy gives once it has parsed: the type that stands beside it under the same name. */
export type Parsed<Schema extends z.ZodType> = Frozen<z.output<Schema>>;
