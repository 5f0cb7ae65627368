import { describe, expect, test } from 'vitest';
import { type Answer, type Silence } from '../../src/adapters/github/answers.ts';
import { type GithubReads } from '../../src/adapters/github/clients.ts';
import { type Finding } from '../../src/cli-finding.ts';
import { lookAtRights } from '../../src/cli-look-at-rights.ts';
import { type EnvironmentName, type RepoName } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { policyWith } from '../support/policy.ts';

const checkout = 'acme/checkout' as RepoName;
const visible = new Map([[checkout, 'trunk']]);

type Asked = { readonly url: string; readonly parameters: Readonly<Record<string, string | number>> };

function gateOf(kind: 'checks' | 'environment' | 'policy' | 'review' | 'manifest', mode: Gate['mode']): Gate {
  return { id: `${kind}-gate`, kind, mode };
}

function laneWith(...gates: readonly Gate[]): LanePolicy {
  return policyWith({ gates });
}

function answered(status: number): Answer {
  return { kind: 'answer', status, headers: {}, data: status === 200 ? [] : { message: 'Not for you' } };
}

/** A GitHub that answers by the path that is asked for, and 200 everywhere else. */
function githubWith(answers: Readonly<Record<string, Answer | Silence>>): GithubReads & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    get: async (url, parameters = {}) => {
      asked.push({ url: url.replace('/repos/{owner}/{repo}/', ''), parameters });
      return Object.entries(answers).find(([end]) => url.endsWith(end))?.[1] ?? answered(200);
    },
  };
}

async function found(
  lanes: readonly LanePolicy[],
  answers: Readonly<Record<string, Answer | Silence>> = {},
): Promise<{ readonly findings: readonly Finding[]; readonly asked: readonly Asked[] }> {
  const github = githubWith(answers);
  return { findings: await lookAtRights(github, lanes, visible), asked: github.asked };
}

describe('what gonogo doctor reads to know its rights', () => {
  test('is what every lane needs, and what a fix task needs', async () => {
    const { asked, findings } = await found([laneWith(gateOf('manifest', 'blocking'), gateOf('review', 'blocking'))]);

    expect(asked.map(({ url }) => url)).toEqual(['actions/runs', 'pulls', 'issues']);
    expect(findings).toEqual([
      { mark: 'fine', text: 'In acme/checkout this token may read actions, pull requests, issues.' },
    ]);
  });

  test('is one read for each right that a gate asks for, and no list to its end', async () => {
    const { asked } = await found([laneWith(gateOf('checks', 'blocking'), gateOf('environment', 'blocking'))]);

    expect(asked.map(({ url }) => url)).toEqual([
      'actions/runs',
      'pulls',
      'commits/{ref}/check-runs',
      'commits/{ref}/status',
      'actions/variables',
      'environments/{environment}/variables',
      'actions/secrets',
      'environments/{environment}/secrets',
      'issues',
    ]);
    expect(asked.every(({ parameters }) => parameters['per_page'] === 1)).toBe(true);
    expect(asked[2]?.parameters['ref']).toBe('trunk');
  });

  test('is asked once for all lanes and gates of a repository, and again for another environment', async () => {
    const lane = laneWith(gateOf('environment', 'blocking'), gateOf('policy', 'blocking'));
    const staging = { ...lane, environment: 'staging' as EnvironmentName };
    const { asked } = await found([lane, lane, staging]);

    expect(asked.filter(({ url }) => url === 'actions/variables')).toHaveLength(1);
    expect(
      asked.filter(({ url }) => url.startsWith('environments')).map(({ parameters }) => parameters['environment']),
    ).toEqual(['production', 'production', 'staging', 'staging']);
  });

  test('is nothing in a repository that GitHub does not show', async () => {
    const { asked, findings } = await found([{ ...laneWith(), repo: 'acme/other' as RepoName }]);

    expect({ asked, findings }).toEqual({ asked: [], findings: [] });
  });
});

describe('a right that is missing', () => {
  test.each([
    ['check-runs', 'checks', 'the checks of acme/checkout (403: Not for you). Give it read access to checks.'],
    [
      'status',
      'checks',
      'the commit statuses of acme/checkout (403: Not for you). Give it read access to commit statuses.',
    ],
    [
      'actions/variables',
      'environment',
      'the variables of acme/checkout (403: Not for you). Give it read access to variables.',
    ],
    [
      'actions/secrets',
      'environment',
      'the secrets of acme/checkout (403: Not for you). Give it read access to secrets.',
    ],
    [
      'environments/{environment}/secrets',
      'environment',
      'the secrets of the environment production of acme/checkout (403: Not for you). Give it read access to environments, and check that production exists there.',
    ],
  ] as const)('is to be mended where a blocking gate needs it: %s', async (path, kind, sentence) => {
    const { findings } = await found([laneWith(gateOf(kind, 'blocking'))], { [path]: answered(403) });

    expect(findings.filter(({ mark }) => mark !== 'fine')).toEqual([
      {
        mark: 'mend',
        text: `GitHub does not show this token ${sentence} Without it this stays shut: the gate ${kind}-gate of checkout production.`,
      },
    ]);
  });

  test('is not called good because of one environment of two that GitHub shows', async () => {
    const { findings } = await found([laneWith(gateOf('environment', 'blocking'))], {
      'environments/{environment}/secrets': answered(404),
    });

    expect(findings[0]?.text).toBe(
      'In acme/checkout this token may read actions, pull requests, variables, secrets, issues.',
    );
  });

  test('is worth a note where only an advisory gate needs it', async () => {
    const { findings } = await found([laneWith(gateOf('checks', 'advisory'))], { 'check-runs': answered(403) });

    expect(findings.at(-1)).toMatchObject({
      mark: 'note',
      text: expect.stringContaining(
        'Without it this stays unknown: the advisory gate checks-gate of checkout production.',
      ),
    });
  });

  test('is worth a note where it depends on the repository’s own policy', async () => {
    const { findings } = await found([laneWith(gateOf('policy', 'blocking'))], { 'actions/variables': answered(403) });

    expect(findings.at(-1)).toMatchObject({ mark: 'note', text: expect.stringContaining('It is needed where') });
  });

  test('is to be mended where every lane needs it', async () => {
    const { findings } = await found([laneWith()], { pulls: answered(403) });

    expect(findings.at(-1)).toMatchObject({
      mark: 'mend',
      text: expect.stringMatching(/the pull requests of acme\/checkout .* Every lane needs it\.$/),
    });
  });

  test('is worth a note where only a fix task would need it, or issues are switched off', async () => {
    const hidden = await found([laneWith()], { issues: answered(404) });
    const off = await found([laneWith()], { issues: answered(410) });

    expect(hidden.findings.at(-1)).toMatchObject({ mark: 'note', text: expect.stringContaining('The fix task after') });
    expect(off.findings.at(-1)).toMatchObject({
      mark: 'note',
      text: expect.stringContaining('Issues are switched off'),
    });
  });

  test.each([
    ['a fault of GitHub', answered(502)],
    ['no answer', { kind: 'silence', sent: 'unknown', reason: 'it did not answer in time' } as const],
    ['a used up rate limit', { ...answered(403), headers: { 'retry-after': '60' } }],
  ])('is not claimed of what is not known: %s', async (_, answer) => {
    const { findings } = await found([laneWith(gateOf('checks', 'blocking'))], { 'check-runs': answer });

    expect(findings.at(-1)).toMatchObject({
      mark: 'note',
      text: expect.stringContaining('So it is not known whether this token may read the checks of acme/checkout.'),
    });
  });
});
