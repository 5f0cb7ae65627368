/** What people see is made of these; a change of any wants somebody to look at the design. */
const endings = ['.tsx', '.jsx', '.css', '.scss', '.less', '.html', '.vue', '.svelte'];
const folders = new Set(['web', 'ui', 'frontend']);
const mostNamed = 5;

/** The files of the user interface among some paths, at most five: by their ending, or below such a folder. */
export function uiFilesOf(paths: readonly string[]): readonly string[] {
  return paths.filter(isOfInterface).slice(0, mostNamed);
}

function isOfInterface(path: string): boolean {
  const lower = path.toLowerCase();
  const above = lower.split('/').slice(0, -1);
  return endings.some((ending) => lower.endsWith(ending)) || above.some((folder) => folders.has(folder));
}
