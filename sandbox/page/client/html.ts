/** Markup that may go into the page as it is. Only `html` makes it, so what somebody wrote never becomes markup by mistake. */
class SafeHtml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export { type SafeHtml };

export type Piece = SafeHtml | string | number | null | readonly Piece[];

export const nothing: SafeHtml = new SafeHtml('');

/** A template whose insertions are escaped unless they are markup themselves. Attributes must be written in double quotes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): SafeHtml {
  const text = strings.map((string, index) => string + (index < pieces.length ? inserted(pieces[index] ?? null) : ''));
  return new SafeHtml(text.join(''));
}

function inserted(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof SafeHtml) return piece.toString();
  if (isList(piece)) return piece.map(inserted).join('');
  return escaped(String(piece));
}

function isList(piece: Piece): piece is readonly Piece[] {
  return Array.isArray(piece);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** An attribute without a value, such as `disabled`, when the condition holds. */
export function flag(
  name: 'checked' | 'disabled' | 'hidden' | 'multiple' | 'open' | 'required' | 'selected',
  isOn: boolean,
): SafeHtml {
  return isOn ? new SafeHtml(` ${name}`) : nothing;
}
