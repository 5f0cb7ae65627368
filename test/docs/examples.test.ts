import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { checkConfig, type Environment } from '../../src/config.ts';
import { lacksOf } from '../../src/evidence/workflow-file.ts';
import { filesBelow, readProjectFile, root } from '../architecture/project-files.ts';
import { allBlocks, blocksIn, namedIn, page, pages } from './pages.ts';

const readme = page('README.md');
const yamlInReadme = blocksIn(readme).filter(({ language }) => language === 'yaml');

/** What `gonogo check` would say of a text. */
function checked(text: string, env: Environment = {}): ReturnType<typeof checkConfig>['policy'] {
  return checkConfig(env, () => text).policy;
}

describe('the documents', () => {
  test('have YAML and JSON that parses', () => {
    const broken = allBlocks.filter(({ language, text }) => {
      if (language === 'json') return !parsesAsJson(text);
      return /^ya?ml$/.test(language) && parseAllDocuments(text).some(({ errors }) => errors.length > 0);
    });

    expect(broken).toEqual([]);
  });

  test('link only to files that are there', () => {
    const links = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => join(dirname(path), match[1] ?? '')),
    );

    // The screenshot is made by the browser tests.
    expect(links.filter((link) => !link.endsWith('.png') && !existsSync(join(root, link)))).toEqual([]);
  });

  test('name only files of the project that are there', () => {
    const paths = pages.flatMap(({ path, text }) =>
      [...namedIn(text)]
        .filter((name) => /^(?:src|test|deploy|sandbox|docs)\/[\w./-]+\.\w+$/.test(name))
        .map((name) => ({ path, name })),
    );

    expect(paths.filter(({ name }) => !existsSync(join(root, name)))).toEqual([]);
  });
});

describe('the README', () => {
  test('begins with the two commands', () => {
    const [first] = blocksIn(readme);

    expect(first).toMatchObject({ language: 'sh', text: 'npm ci && npm run demo\nnpm ci && npm test\n' });
    expect(readme.indexOf('npm run test:browser')).toBeGreaterThan(0);
  });

  test('shows a small gonogo.yaml that is valid, has nothing to warn of, and asks only for what works', () => {
    const small = yamlInReadme.filter(({ text }) => text.startsWith('version: 1'));

    expect(small).toHaveLength(1);
    expect(checked(small[0]?.text ?? '')).toMatchObject({ kind: 'ok', warnings: [], notEvaluated: [] });
  });

  test('shows a workflow that lacks nothing', () => {
    const workflow: unknown = parse(yamlInReadme.find(({ text }) => text.includes('workflow_dispatch'))?.text ?? '');

    expect(lacksOf(workflow, { inputs: ['release_sha', 'gonogo_request_id'], idInput: 'gonogo_request_id' })).toEqual(
      [],
    );
    expect(workflow).toMatchObject({ jobs: { deploy: {} } });
  });

  test('pins every action by its SHA', () => {
    const used = [...readme.matchAll(/- uses: (\S+)/g)].map((match) => match[1] ?? '');

    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test('names every variable that is read', () => {
    const source = ['src/config.ts', 'src/config-environment.ts'].map(readProjectFile).join('\n');
    const read = new Set(
      [...source.matchAll(/'([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|PORT)'/g)].map((match) => match[1] ?? ''),
    );
    const named = namedIn(readme);

    expect(read.size).toBeGreaterThan(10);
    expect([...read].filter((name) => !named.has(name))).toEqual([]);
  });

  test('names every right that something asks of GitHub', () => {
    const asked = filesBelow('src/adapters/github', ['.ts'])
      .flatMap((path) => [...readProjectFile(path).matchAll(/'(\/repos\/[^']+)'|`(\/repos\/[^`]+)`/g)])
      .map((match) => match[1] ?? match[2] ?? '');

    expect(asked.filter((route) => rightsFor(route).length === 0)).toEqual([]);
    expect(asked.flatMap(rightsFor).filter((right) => !readme.includes(`*${right}*`))).toEqual([]);
  });

  test('names every event of GitHub that is read', () => {
    const events = [
      'workflow_run',
      'push',
      'check_suite',
      'check_run',
      'status',
      'pull_request',
      'pull_request_review',
    ];
    const named = ['Workflow runs', 'Pushes', 'Check suites', 'Check runs', 'Statuses', 'Pull requests'];
    const source = readProjectFile('src/adapters/github/webhooks.ts');

    expect(events.filter((event) => !new RegExp(`case '${event}':|^  ${event}: \\[`, 'm').test(source))).toEqual([]);
    expect([...named, 'Pull request reviews'].filter((event) => !readme.includes(`*${event}*`))).toEqual([]);
  });

  test('asks for secrets only in a file that Git leaves out', () => {
    const file = /the secrets into `([^`]+)`/.exec(readme)?.[1] ?? '';

    expect(file).not.toBe('');
    expect(readProjectFile('.gitignore').split('\n')).toContain(file);
  });

  test('names every address that is answered', () => {
    const named = namedIn(readme);
    const routes = [...readProjectFile('src/main-routes.ts').matchAll(/method: '(\w+)',\s+path: '([^']+)'/g)];
    const expected = ['POST /slack/events', ...routes.map((match) => `${match[1]} ${match[2]}`)];

    expect(routes.length).toBeGreaterThan(3);
    expect(expected.filter((address) => !named.has(address))).toEqual([]);
  });
});

test('the runbook names every metric', () => {
  const metrics = [...readProjectFile('src/adapters/metrics.ts').matchAll(/name: '(gonogo_\w+)'/g)].map(
    (match) => match[1] ?? '',
  );
  const named = namedIn(page('docs/runbook.md'));

  expect(metrics.length).toBeGreaterThan(5);
  expect(metrics.filter((name) => !named.has(name))).toEqual([]);
});

test('the architecture names every key of the ledger', () => {
  const source = readProjectFile('src/adapters/ledger/keys.ts');
  const keys = [...source.matchAll(/`\$\{prefix\}:([\w-]+)/g)].map((match) => match[1] ?? '');
  const named = [...namedIn(page('docs/architecture.md'))].map((name) => name.split(':')[0]);

  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter((key) => !named.includes(key))).toEqual([]);
});

/** What GitHub wants for a route, by its reference (https://docs.github.com/rest, "fine-grained access tokens"). */
function rightsFor(route: string): readonly string[] {
  const path = route.replace('/repos/{owner}/{repo}', '');
  const known: readonly (readonly [RegExp, readonly string[]])[] = [
    [/^\/actions\/\$\{kind\}$/, ['Variables: read', 'Secrets: read']],
    [/^\/environments\//, ['Environments: read']],
    [/^\/actions\//, ['Actions: read and write']],
    [/^\/commits\/\{ref\}\/check-runs$/, ['Checks: read']],
    [/^\/commits\/\{ref\}\/status$/, ['Commit statuses: read']],
    [/^\/(?:commits\/\{ref\}\/)?pulls\b/, ['Pull requests: read']],
    [/^\/issues$/, ['Issues: read and write']],
    [/^\/collaborators\//, ['Metadata: read']],
    [/^(?:$|\/(?:activity|commits|compare|contents|dependency-graph|git|tags)\b)/, ['Contents: read']],
  ];
  return known.find(([form]) => form.test(path))?.[1] ?? [];
}

function parsesAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
