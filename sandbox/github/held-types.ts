/** What a repository holds beside its code and runs: artifacts, settings, what is known of its dependencies. */

/** Path inside a zip to what the file holds. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A zip that a run left behind. Never changed but for `expired`: what is replaced gets a new id, as on GitHub. */
export type Artifact = {
  readonly id: number;
  readonly name: string;
  readonly runId: string;
  readonly bytes: Buffer;
  /** What was zipped, by path; null for bytes that were published as they are. */
  readonly files: Files | null;
  /** `sha256:` and hex digits, of the zip. */
  readonly digest: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  expired: boolean;
};

/** Where a variable or secret applies: to the repository, to one of its environments, or to the whole organization. */
export type SettingScope = 'repository' | 'organization' | { readonly environment: string };

/** A variable. A secret is one whose value nobody can read. */
export type Setting = {
  readonly kind: 'variable' | 'secret';
  readonly scope: SettingScope;
  readonly name: string;
  readonly value: string;
  readonly at: string;
};

export type Vulnerability = {
  readonly severity: 'low' | 'moderate' | 'high' | 'critical';
  readonly advisory: string;
  readonly summary: string;
};

/** One package that came or went. An upgrade is two of them. */
export type DependencyChange = {
  readonly change: 'added' | 'removed';
  readonly manifest: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly scope: 'runtime' | 'development' | 'unknown';
  /** An SPDX expression, or null when nobody knows. */
  readonly license: string | null;
  readonly source: string | null;
  readonly vulnerabilities: readonly Vulnerability[];
};

/** What the world's script knows of a comparison, instead of what lies in the trees. */
export type GivenDependencies = {
  readonly headSha: string;
  readonly changes: readonly DependencyChange[];
};

/** A weakness that GitHub knows in a version of a package. */
export type Advisory = Vulnerability & { readonly ecosystem: string; readonly name: string; readonly version: string };
