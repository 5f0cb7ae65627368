/** One mistake in the example, and all that is said about it: line, column, key, problem and fix. */
export type Mistake = {
  readonly name: string;
  readonly passage: string;
  readonly instead: string;
  readonly told: readonly string[];
};

export const mistakenValues: readonly Mistake[] = [
  {
    name: 'an unknown key',
    passage: '    repo: acme',
    instead: '    repos: acme',
    told: ['16:5: services[0].repos is not known here. Did you mean "repo"?'],
  },
  {
    name: 'a key far from all known ones',
    passage: 'version: 1',
    instead: 'version: 1\nwebhooks: []',
    told: [
      '2:1: webhooks is not known here. Known keys here: version, slack, people, agents, calendar, escalation, teams, ledger, paging, incidents, services.',
    ],
  },
  {
    name: 'another version of the file',
    passage: 'version: 1',
    instead: 'version: 2',
    told: ['1:10: version cannot be 2. Write 1 here.'],
  },
  {
    name: 'an interval below a second',
    passage: 'every: 60s',
    instead: 'every: 0s',
    told: ['30:18: services[0].lanes[0].watch.every cannot be "0s". The shortest value here is 1s.'],
  },
  {
    name: 'a duration without a unit',
    passage: 'every: 60s',
    instead: 'every: 60',
    told: ['30:18: services[0].lanes[0].watch.every cannot be 60. Write a duration like 90s, 30m, 4h or 1h30m.'],
  },
  {
    name: 'a duration in words',
    passage: 'expires: 4h',
    instead: 'expires: four hours',
    told: [
      '21:67: services[0].lanes[0].approval.expires cannot be "four hours". Write a duration like 90s, 30m, 4h or 1h30m.',
    ],
  },
  {
    name: 'an expiry below a minute',
    passage: 'expires: 4h',
    instead: 'expires: 30s',
    told: ['21:67: services[0].lanes[0].approval.expires cannot be "30s". The shortest value here is 1m.'],
  },
  {
    name: 'a watch of no minutes',
    passage: 'minutes: 30',
    instead: 'minutes: 0',
    told: ['29:20: services[0].lanes[0].watch.minutes cannot be 0. Use at least 1.'],
  },
  {
    name: 'a watch of half a minute',
    passage: 'minutes: 30',
    instead: 'minutes: 0.5',
    told: ['29:20: services[0].lanes[0].watch.minutes cannot be 0.5. Write a whole number here.'],
  },
  {
    name: 'an interval longer than the watch',
    passage: 'every: 60s',
    instead: 'every: 1h',
    told: [
      '30:18: services[0].lanes[0].watch.every is longer than the whole watch. Use a shorter interval, or more minutes.',
    ],
  },
  {
    name: 'a broken cron expression',
    passage: '"0 16 * * fri"',
    instead: '"0 26 * * fri"',
    told: [
      '27:35: services[0].lanes[0].windows.deny[0].cron cannot be "0 26 * * fri". Use five fields: minute (0-59), hour (0-23), day of month, month, day of week, as in "0 16 * * fri".',
    ],
  },
  {
    name: 'a cron expression with seconds',
    passage: '"0 16 * * fri"',
    instead: '"0 0 16 * * fri"',
    told: [
      '27:35: services[0].lanes[0].windows.deny[0].cron cannot be "0 0 16 * * fri". Use five fields: minute (0-59), hour (0-23), day of month, month, day of week, as in "0 16 * * fri".',
    ],
  },
  {
    name: 'an unknown time zone',
    passage: 'Europe/Berlin',
    instead: 'Europe/Berlni',
    told: ['10:23: calendar.timezone cannot be "Europe/Berlni". Use a named time zone such as Europe/Berlin or UTC.'],
  },
  {
    name: 'an offset for a time zone',
    passage: 'Europe/Berlin',
    instead: '"+02:00"',
    told: ['10:23: calendar.timezone cannot be "+02:00". Use a named time zone such as Europe/Berlin or UTC.'],
  },
  {
    name: 'a day that does not exist',
    passage: '"2026-12-25"',
    instead: '"2026-02-30"',
    told: ['10:108: calendar.holidays[0] cannot be "2026-02-30". There is no such day.'],
  },
  {
    name: 'hours that end before they begin',
    passage: '"09:00-17:00"',
    instead: '"17:00-09:00"',
    told: ['10:82: calendar.hours cannot be "17:00-09:00". The first time has to be earlier than the second.'],
  },
  {
    name: 'a workflow without its ending',
    passage: 'workflow: commit-stage.yml',
    instead: 'workflow: commit-stage',
    told: [
      '23:63: services[0].lanes[0].gates[0].workflow cannot be "commit-stage". Name the workflow by its file, ending in .yml or .yaml.',
    ],
  },
  {
    name: 'an unknown gate kind',
    passage: 'kind: manifest',
    instead: 'kind: manifset',
    told: [
      '25:44: services[0].lanes[0].gates[2].kind cannot be "manifset". Did you mean "manifest"? Known are: workflow-run, review, checks, manifest, scorecard, artifacts, smoke, policy, environment, staging, window, lane.',
    ],
  },
  {
    name: 'a gate without a kind',
    passage: 'kind: manifest, ',
    instead: '',
    told: [
      '25:13: services[0].lanes[0].gates[2].kind is missing. Add kind here. Use one of: workflow-run, review, checks, manifest, scorecard, artifacts, smoke, policy, environment, staging, window, lane.',
    ],
  },
  {
    name: 'an unknown mode',
    passage: 'kind: manifest, mode: blocking',
    instead: 'kind: manifest, mode: block',
    told: [
      '25:60: services[0].lanes[0].gates[2].mode cannot be "block". Did you mean "blocking"? Known are: advisory, blocking.',
    ],
  },
  {
    name: 'an unknown agent role',
    passage: 'role: orchestrator, owner',
    instead: 'role: conductor, owner',
    told: [
      '9:31: agents[0].role cannot be "conductor". Use one of: backend-specialist, frontend-specialist, database-specialist, qa-specialist, docs-specialist, orchestrator.',
    ],
  },
];
