import { expect, test } from 'vitest';
import { GithubLogin } from '../../src/domain/ids.ts';
import { type Identity } from '../../src/domain/release/candidate.ts';
import { type NamedCommit, peopleOf } from '../../src/evidence/people.ts';

function person(login: string | null, email: string, name = 'Someone'): Identity {
  return { login: login === null ? null : GithubLogin.parse(login), name, email };
}

function commit(author: Identity, message = 'Change', committer = author): NamedCommit {
  return { author, message, committer };
}

const dana = person('dana', 'dana@acme.example', 'Dana Weiss');

test('names each author once, however many commits they made', () => {
  expect(peopleOf([commit(dana), commit(dana), commit(person('eli', 'e@x'))]).authors.map((one) => one.login)).toEqual([
    'dana',
    'eli',
  ]);
});

test('does not take whoever committed for an author', () => {
  expect(peopleOf([commit(dana, 'Change', person('web-flow', 'noreply@github.com'))]).authors).toEqual([dana]);
});

test.each([
  'Title\n\nCo-authored-by: Cara Novak <cara@acme.example>',
  'Title\n\nco-authored-by: Cara Novak <cara@acme.example>\nSigned-off-by: x <x@y>',
  '* one\n\nCO-AUTHORED-BY:Cara Novak <cara@acme.example>\n\n* two\n\nSome text at the end.',
  'Title\r\n\r\nCo-authored-by: Cara Novak <cara@acme.example>\r\n',
])('finds a co-author anywhere in the message %j', (message) => {
  expect(peopleOf([commit(dana, message)]).coAuthors).toEqual([person(null, 'cara@acme.example', 'Cara Novak')]);
});

test('finds every co-author of every commit', () => {
  const first = 'A\n\nCo-authored-by: Cara <c@x>\nCo-authored-by: Eli <e@x>';
  const second = 'B\n\nCo-authored-by: Finn <f@x>\nCo-authored-by: Cara <C@X>';

  expect(peopleOf([commit(dana, first), commit(dana, second)]).coAuthors.map((one) => one.name)).toEqual([
    'Cara',
    'Eli',
    'Finn',
  ]);
});

test.each([
  ['12345+Cara@users.noreply.github.com', 'cara'],
  ['cara@users.noreply.github.com', 'cara'],
  ['49699333+dependabot[bot]@users.noreply.github.com', 'dependabot[bot]'],
])('knows the account behind GitHub’s private address %s', (email, login) => {
  const { authors, coAuthors } = peopleOf([commit(person(null, email), `A\n\nCo-authored-by: Somebody <${email}>`)]);

  expect(authors).toMatchObject([{ login }]);
  expect(coAuthors).toMatchObject([{ login }]);
});

test('knows an address that another commit of the range shows with an account', () => {
  const known = commit(person('cara', 'Cara@Home.example'));
  const unknown = commit(person(null, 'cara@home.example'), 'B\n\nCo-authored-by: C <CARA@home.example>');

  expect(peopleOf([unknown, known])).toMatchObject({ authors: [{ login: 'cara' }], coAuthors: [{ login: 'cara' }] });
});

test('keeps somebody whom GitHub does not know, with name and address', () => {
  const stranger = person(null, 'contractor@elsewhere.example', 'A Contractor');

  expect(peopleOf([commit(stranger)]).authors).toEqual([stranger]);
});

test('keeps two people apart whom Git gives no address', () => {
  expect(peopleOf([commit(person(null, '', 'Ana')), commit(person(null, '', 'Ben'))]).authors).toHaveLength(2);
});

test('finds nobody in text that only looks like a trailer', () => {
  expect(peopleOf([commit(dana, 'Explain Co-authored-by: lines <here>\n\nCo-authored-by: nobody')]).coAuthors).toEqual(
    [],
  );
});
