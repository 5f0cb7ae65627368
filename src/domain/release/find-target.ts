import { type Verified } from '../lane/lane.ts';

/** Which of the versions that were verified in a lane a person means. */
export type TargetFound =
  | { readonly kind: 'one'; readonly target: Verified }
  /** Newest first. Nobody guesses between them. */
  | { readonly kind: 'many'; readonly targets: readonly Verified[] }
  | { readonly kind: 'none' };

/** Fewer digits of a SHA could mean anything. */
const fewestDigits = 4;

/**
 * A word is the start of a SHA, a version (`v2.13.0`, with or without its v), or the beginning of one up to a dot or
 * a dash (`v2.13`). Who writes a whole version means that and none that only begins like it.
 */
export function findTarget(word: string, verified: readonly Verified[]): TargetFound {
  const known = newestOfEach(verified);
  const typed = word.toLowerCase();
  const named = known.filter((one) => isOfCommit(one, typed) || bare(one.version) === bare(typed));
  const found = named.length > 0 ? named : known.filter((one) => isBegun(bare(one.version), bare(typed)));
  const [target, ...others] = found;
  if (target === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', target } : { kind: 'many', targets: found };
}

function newestOfEach(verified: readonly Verified[]): readonly Verified[] {
  return verified.filter((one, place) => verified.findIndex(({ sha }) => sha === one.sha) === place);
}

function isOfCommit({ sha }: Verified, typed: string): boolean {
  return typed.length >= fewestDigits && sha.startsWith(typed);
}

/** Never equal to anything that was typed where there is no version. */
function bare(version: string | null): string | null {
  return version === null ? null : version.toLowerCase().replace(/^v(?=\d)/, '');
}

function isBegun(version: string | null, typed: string | null): boolean {
  if (version === null || typed === null || !/^\d/.test(typed)) return false;
  return version.startsWith(`${typed}.`) || version.startsWith(`${typed}-`);
}
