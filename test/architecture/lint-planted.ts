import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from './project-files.ts';

const run = promisify(execFile);

const LintReport = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string().default('parse error'),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

/** One complaint: where, and which rule was broken. */
export type Finding = { readonly path: string; readonly line: number; readonly rule: string };

/**
 * Lints small files with the repository's own configuration, in a folder of their own that is removed afterwards.
 * The keys are paths from the root of that folder, the values are source text.
 */
export async function lintPlanted(files: ReadonlyMap<string, string>): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gonogo-fence-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
      await cp(join(root, name), join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return parse(await lint(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** oxlint ends with 1 when it found something; only another end is a fault. */
async function lint(folder: string): Promise<string> {
  const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
  try {
    return (await run(oxlint, ['--format', 'json', 'src'], { cwd: folder, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const failed = z.object({ code: z.literal(1), stdout: z.string() }).safeParse(error);
    if (!failed.success) throw error;
    return failed.data.stdout;
  }
}

function parse(output: string): readonly Finding[] {
  return LintReport.parse(JSON.parse(output)).diagnostics.map(({ code, filename, labels }) => ({
    path: filename,
    line: labels[0]?.span.line ?? 0,
    rule: code,
  }));
}
