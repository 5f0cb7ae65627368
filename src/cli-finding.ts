/** `fine`: usable. `note`: worth knowing. `mend`: releases cannot go through as they should until it is mended. */
export type Finding = { readonly mark: 'fine' | 'note' | 'mend'; readonly text: string };

export function fine(text: string): Finding {
  return { mark: 'fine', text };
}

export function note(text: string): Finding {
  return { mark: 'note', text };
}

/** The text ends with what to do. */
export function mend(text: string): Finding {
  return { mark: 'mend', text };
}
