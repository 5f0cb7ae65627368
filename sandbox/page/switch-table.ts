import { type Production } from '../azure/production.ts';
import { type DispatchFault } from '../github/faults.ts';
import { type GithubDouble } from '../github/server.ts';
import { type DemoService } from '../service/demo-service.ts';
import { type SlackDouble } from '../slack/contract.ts';
import { type SwitchGroup } from './client/snapshot.ts';

/** A service of the demo, the repository that it comes from, and the file name of the workflow that deploys it. */
export type Served = { readonly name: string; readonly repo: string; readonly workflow: string };

/** What the switches act on. Gonogo is never told; it has to find out. */
export type Levers = {
  readonly slack: SlackDouble;
  readonly github: GithubDouble;
  readonly service: DemoService;
  readonly production: Production;
};

type Words = { readonly name: string; readonly group: SwitchGroup; readonly label: string; readonly expect: string };

/** A toggle says whether it is on and can be turned; the other kind does one thing and is over. */
export type Switch = Words &
  (
    | {
        readonly kind: 'toggle';
        isOn(levers: Levers, served: Served): boolean;
        turn(levers: Levers, served: Served, to: 'on' | 'off'): void;
      }
    | { readonly kind: 'once'; act(levers: Levers, served: Served): void }
  );

type Health = 'failing' | 'html' | 'hanging';
type Version = 'stuck' | 'other';

function health(value: Health, words: Omit<Words, 'group'>): Switch {
  return {
    ...words,
    group: 'service',
    kind: 'toggle',
    isOn: ({ service }, { name }) => service.state(name).health === value,
    turn: ({ service }, { name }, to) => service.set(name, { health: to === 'on' ? value : 'ok' }),
  };
}

function version(value: Version, words: Omit<Words, 'group'>): Switch {
  return {
    ...words,
    group: 'service',
    kind: 'toggle',
    isOn: ({ service }, { name }) => service.state(name).version === value,
    turn: ({ service }, { name }, to) => service.set(name, { version: to === 'on' ? value : 'ok' }),
  };
}

/** The next dispatch takes the fault, and the switch is off again by itself. */
function dispatchFault(fault: DispatchFault, words: Omit<Words, 'group'>): Switch {
  return {
    ...words,
    group: 'deploy',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.nextDispatch.includes(fault),
    turn: ({ github }, _served, to) => {
      const { faults } = github.world;
      const others = faults.nextDispatch.filter((one) => one !== fault);
      faults.nextDispatch = to === 'on' ? [...others, fault] : others;
    },
  };
}

/** The next run fails in this job, and the switch is off again by itself. */
function runFailure(job: string, words: Omit<Words, 'group'>): Switch {
  return {
    ...words,
    group: 'deploy',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.failNextRun.includes(job),
    turn: ({ github }, _served, to) => {
      const { faults } = github.world;
      const others = faults.failNextRun.filter((one) => one !== job);
      faults.failNextRun = to === 'on' ? [...others, job] : others;
    },
  };
}

const rateLimitSeconds = 30;
/** Long enough to see Gonogo look for the run, and well below the 120 s for which it looks. */
const hiddenMs = 30_000;

export const switches: readonly Switch[] = [
  health('failing', {
    name: 'health-failing',
    label: 'Health checks fail',
    expect: 'Three failed looks may be chance. The fourth in a row raises an alert in #incidents.',
  }),
  health('html', {
    name: 'health-html',
    label: 'A proxy answers instead',
    expect:
      'A 200 with a web page says nothing about the service: unknown, never healthy. At the end a person decides.',
  }),
  health('hanging', {
    name: 'health-hanging',
    label: 'Health checks hang',
    expect: 'No answer in time is a failure like a 500. The fourth in a row raises an alert in #incidents.',
  }),
  version('stuck', {
    name: 'version-stuck',
    label: 'The new version never comes up',
    expect: 'Turn it on before the go. The run is green, but the new commit is never seen live: a person decides.',
  }),
  version('other', {
    name: 'version-other',
    label: 'Another version is live',
    expect: 'What is live must be the approved commit. Anything else is a failure, said plainly.',
  }),
  runFailure('verify', {
    name: 'run-fails',
    label: 'The next run fails before it deploys',
    expect: 'The old version stays live. Whoever asked is told in the thread, and a deployer may try once more.',
  }),
  runFailure('smoke', {
    name: 'run-fails-late',
    label: 'The next run fails after it deployed',
    expect: 'The new version may be live although the run is red. Gonogo reads what is live before it says anything.',
  }),
  dispatchFault('502-started', {
    name: 'dispatch-502-started',
    label: 'GitHub answers 502, and starts the run',
    expect: 'Gonogo does not send it again. It looks for the run by its name, finds it and goes on: one run.',
  }),
  dispatchFault('502-not-started', {
    name: 'dispatch-502-not-started',
    label: 'GitHub answers 502, and starts nothing',
    expect: 'It looks for two minutes, then asks a person. It never guesses that a deployment did not start.',
  }),
  {
    name: 'hide-runs',
    group: 'deploy',
    label: 'New runs show up 30 s late',
    expect: 'Together with a 502: “Looking for the run” on the card until it can be seen.',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.hideRunsMs > 0,
    turn: ({ github }, _served, to) => void (github.world.faults.hideRunsMs = to === 'on' ? hiddenMs : 0),
  },
  {
    name: 'cancel-run',
    group: 'deploy',
    label: 'Somebody cancels the run on GitHub',
    expect: 'A cancelled run is no verdict. What is live is read, and the lane is held when that is unknown.',
    kind: 'once',
    act: ({ github }, { repo }) => {
      const open = github.world
        .runsOf(repo)
        .find((run) => run.status !== 'completed' && run.event === 'workflow_dispatch');
      if (open === undefined) throw new Error(`No run of ${repo} is open now.`);
      github.world.cancelRun(open.id);
    },
  },
  {
    name: 'past-gonogo',
    group: 'deploy',
    label: 'Start the workflow past Gonogo',
    expect: 'Finn starts it at GitHub, and nobody approved that. It is a P1 in #incidents, and counts as no release.',
    kind: 'once',
    act: ({ github }, { repo, workflow }) => {
      const { world } = github;
      const inputs = { release_sha: world.repo(repo).branches.get('main') ?? '', gonogo_request_id: 'none' };
      world.dispatchByHand(repo, { workflow, ref: 'main', inputs, actor: 'finn' });
    },
  },
  {
    name: 'lose-webhooks',
    group: 'network',
    label: 'GitHub’s webhooks get lost',
    expect: 'Nothing changes but the pace: Gonogo polls, and is right within a minute.',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.loseWebhooks,
    turn: ({ github }, _served, to) => void (github.world.faults.loseWebhooks = to === 'on'),
  },
  {
    name: 'slack-rate-limit',
    group: 'network',
    label: 'Slack says: slow down, 30 s',
    expect: 'Votes still count at once. The card catches up when Slack allows it, and alerts go first.',
    kind: 'once',
    act: ({ slack }) => slack.faults.rateLimit('*', rateLimitSeconds),
  },
  {
    name: 'slack-down',
    group: 'network',
    label: 'Slack is down',
    expect: 'What was dispatched is watched to its end. Nothing that was said is lost; it arrives in order.',
    kind: 'toggle',
    isOn: ({ slack }) => slack.faults.down,
    turn: ({ slack }, _served, to) => void (slack.faults.down = to === 'on'),
  },
  {
    name: 'push-commit',
    group: 'people',
    label: 'Finn pushes a commit to main',
    expect: 'A request for main now means another commit: the votes are void, and the card says what changed.',
    kind: 'once',
    act: ({ github }, { repo }) => {
      const { world } = github;
      const count = world.repo(repo).commits.size;
      const files = { 'src/late.ts': `export const change = ${count};\n` };
      const sha = world.commit(repo, { on: 'main', author: 'finn', message: 'Slip in one more change', files });
      world.push(repo, 'main', sha, 'finn');
    },
  },
  {
    name: 'change-workflow',
    group: 'people',
    label: 'Finn edits the deploy workflow',
    expect: 'How it is deployed was approved too. The votes are void, and the card names the workflow file.',
    kind: 'once',
    act: ({ github }, { repo, workflow }) => {
      const { world } = github;
      const path = `.github/workflows/${workflow}`;
      const { branches, commits } = world.repo(repo);
      const text = commits.get(branches.get('main') ?? '')?.tree.get(path) ?? '';
      world.setFile(repo, 'main', path, `${text}# Reviewed by nobody.\n`, 'finn');
    },
  },
];
