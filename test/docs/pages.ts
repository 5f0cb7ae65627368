import { filesBelow, readProjectFile } from '../architecture/project-files.ts';

export type Page = { readonly path: string; readonly text: string };
export type Block = { readonly page: string; readonly language: string; readonly text: string };

/** Every document that people read. */
export const pages: readonly Page[] = ['README.md', ...filesBelow('docs', ['.md'])].map((path) => ({
  path,
  text: readProjectFile(path),
}));

export function page(path: string): string {
  return readProjectFile(path);
}

/** The fenced blocks of a text, in order. */
export function blocksIn(text: string, from = 'README.md'): readonly Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page: from,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

export const allBlocks: readonly Block[] = pages.flatMap(({ path, text }) => blocksIn(text, path));

/** Whatever a text names in `code`. */
export function namedIn(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return new Set([...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? ''));
}
