/** Longer than any path that an artifact of ours has; in UTF-16 units. */
const longestName = 300;

/** What is wrong with a name in an archive, as the rest of a sentence; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'has no name';
  if (name.length > longestName) return `has a name of more than ${longestName} characters`;
  if (hasControls(name)) return 'has control characters in its name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'names a place outside the archive';
  // A folder ends in a slash; nothing else may leave a segment empty.
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (segments.includes('..')) return 'leads out of the archive';
  if (segments.includes('') || segments.includes('.')) return 'is not written in its plain form';
  return null;
}

/**
 * Two names with the same comparable form are one file on some systems: case, composed and decomposed letters, look
 * alikes, and trailing dots and spaces make no difference there.
 */
export function comparable(name: string): string {
  const plain = name.endsWith('/') ? name.slice(0, -1) : name;
  return plain
    .normalize('NFKC')
    .toLowerCase()
    .split('/')
    .map((segment) => segment.replace(/[. ]+$/, ''))
    .join('/');
}

function hasControls(name: string): boolean {
  return /\p{Cc}/u.test(name);
}
