import { type Mistake } from './mistaken-values.ts';

const windowLine = 'windows: { deny: [{ cron: "0 16 * * fri", for: 64h, reason: "weekend" }] }';

export const mistakenNames: readonly Mistake[] = [
  {
    name: 'a person who is not a Slack id',
    passage: 'slack: U0ANA,',
    instead: 'slack: ana,',
    told: [
      '5:14: people[0].slack cannot be "ana". A Slack user id looks like U0123ABCD.',
      '9:52: agents[0].owner names "U0ANA", who is not listed under people. Add this person under people, or name somebody else.',
      '13:26: escalation[1].notify[0] names "U0ANA", who is not listed under people. Add this person under people, or name somebody else.',
    ],
  },
  {
    name: 'the same person twice',
    passage: 'slack: U0CARA',
    instead: 'slack: U0BEN',
    told: [
      '7:14: people[2].slack names "U0BEN" a second time. Every Slack id may stand here once: rename this one, or remove it.',
      '13:33: escalation[1].notify[1] names "U0CARA", who is not listed under people. Add this person under people, or name somebody else.',
    ],
  },
  {
    name: 'the same GitHub account twice',
    passage: 'github: cara',
    instead: 'github: Ben',
    told: [
      '7:30: people[2].github names "ben" a second time. Every GitHub login may stand here once: rename this one, or remove it.',
    ],
  },
  {
    name: 'the same gate twice',
    passage: 'id: integration-gate',
    instead: 'id: commit-stage',
    told: [
      '24:19: services[0].lanes[0].gates[1].id names "commit-stage" a second time. Every gate of this lane may stand here once: rename this one, or remove it.',
    ],
  },
  {
    name: 'an agent whose owner is not listed',
    passage: 'owner: U0ANA',
    instead: 'owner: U0ANNA',
    told: ['9:52: agents[0].owner names "U0ANNA", who is not listed under people. Did you mean "U0ANA"?'],
  },
  {
    name: 'somebody unknown in the ladder',
    passage: 'notify: [U0BEN]',
    instead: 'notify: [U0ZED]',
    told: [
      '12:26: escalation[0].notify[0] names "U0ZED", who is not listed under people. Add this person under people, or name somebody else.',
    ],
  },
  {
    name: 'the same level twice',
    passage: 'level: 2',
    instead: 'level: 1',
    told: [
      '13:14: escalation[1].level names "1" a second time. Every level may stand here once: rename this one, or remove it.',
    ],
  },
  {
    name: 'a role that nobody has',
    passage: '{ role: approver, min: 1 }',
    instead: '{ role: aprover, min: 1 }',
    told: [
      '21:37: services[0].lanes[0].approval.rules[0].role asks for one person with the role "aprover", and nobody has it. Did you mean "approver"?',
    ],
  },
  {
    name: 'more votes than people',
    passage: '{ role: approver, min: 1 }',
    instead: '{ role: approver, min: 3 }',
    told: [
      '21:52: services[0].lanes[0].approval.rules[0].min asks for 3 people with the role "approver", and there are 2. Give more of those under people the role "approver", or lower min.',
    ],
  },
  {
    name: 'no rules at all',
    passage: '[{ role: approver, min: 1 }]',
    instead: '[]',
    told: ['21:28: services[0].lanes[0].approval.rules cannot be an empty list. Write at least one entry.'],
  },
  {
    name: 'approvers who cannot vote',
    passage: 'github: ana,  roles: [approver, deployer] }\n  - { slack: U0BEN,  github: ben, ',
    instead: 'roles: [deployer] }\n  - { slack: U0BEN, ',
    told: [
      '21:37: services[0].lanes[0].approval.rules[0].role asks for one person with the role "approver", and "U0BEN" cannot vote without a linked GitHub account. Add github to these people: authors are known by it.',
    ],
  },
  {
    name: 'an unknown team',
    passage: '    repo: acme/checkout',
    instead: '    repo: acme/checkout\n    team: payments',
    told: [
      '17:11: services[0].team names the team "payments", which is not listed under teams. Add it under teams, or remove the key.',
    ],
  },
  {
    name: 'plain http',
    passage: 'https://checkout.example.com/healthz',
    instead: 'http://checkout.example.com/healthz',
    told: [
      '31:26: services[0].lanes[0].watch.health.url uses plain http to checkout.example.com, which anybody on the way could answer. Use https, or add "checkout.example.com" to the watch\'s allowHosts.',
    ],
  },
  {
    name: 'a password in an address',
    passage: 'https://checkout.example.com/version',
    instead: 'https://u:p@checkout.example.com/version',
    told: [
      '32:27: services[0].lanes[0].watch.version.url cannot be (a value that is not repeated here). Leave user names and passwords out of addresses.',
    ],
  },
  {
    name: 'a secret in place of its variable',
    passage: 'GONOGO_AGENT_ORCHESTRATOR_TOKEN',
    instead: 'hunter2',
    told: [
      '9:69: agents[0].tokenEnv cannot be (a value that is not repeated here). Name an environment variable here, such as GONOGO_PAGING_KEY, and never put the secret itself.',
    ],
  },
  {
    name: 'a list where a map belongs',
    passage: windowLine,
    instead: 'windows: []',
    told: ['27:18: services[0].lanes[0].windows cannot be an empty list. Write a map of keys and values here.'],
  },
  {
    name: 'nothing behind a key',
    passage: windowLine,
    instead: 'windows:',
    told: ['27:17: services[0].lanes[0].windows cannot be empty. Write a map of keys and values here.'],
  },
  {
    name: 'a repository without its owner',
    passage: 'acme/checkout',
    instead: 'checkout',
    told: ['16:11: services[0].repo cannot be "checkout". A repository is written owner/name.'],
  },
  {
    name: 'a tab',
    passage: '    repo:',
    instead: '\trepo:',
    told: [
      '16:1: The file is not valid YAML: Tabs are not allowed as indentation. Mend the line, often its indentation or a quote.',
      '16:8: The file is not valid YAML: Nested mappings are not allowed in compact mappings. Mend the line, often its indentation or a quote.',
      '16:8: The file is not valid YAML: Implicit keys need to be on a single line. Mend the line, often its indentation or a quote.',
    ],
  },
  {
    name: 'the same key twice',
    passage: 'version: 1',
    instead: 'version: 1\nversion: 1',
    told: [
      '2:1: The file is not valid YAML: Map keys must be unique. Mend the line, often its indentation or a quote.',
    ],
  },
];
