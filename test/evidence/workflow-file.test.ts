import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { deployWorkflow } from '../../sandbox/github/acme-workflows.ts';
import { lacksOf } from '../../src/evidence/workflow-file.ts';

const wanted = { inputs: ['release_sha', 'gonogo_request_id'], idInput: 'gonogo_request_id' };
const runName = 'run-name: Deploy ${{ inputs.release_sha }} (${{ inputs.gonogo_request_id }})\n';
const inputs = '    inputs: { release_sha: {}, gonogo_request_id: { type: string, required: true } }\n';

function lacksOfText(text: string, asked = wanted): ReturnType<typeof lacksOf> {
  return lacksOf(parse(text), asked);
}

function whatLacks(text: string): readonly string[] {
  return lacksOfText(text).map((lack) => (lack.what === 'input' ? `input ${lack.name}` : lack.what));
}

test('finds nothing to add in a workflow that has all', () => {
  expect(lacksOfText(deployWorkflow('checkout'))).toEqual([]);
});

const releaseInput = `      release_sha:
        description: The commit to deploy
        required: true
        type: string`;
const idInput = `      gonogo_request_id:
        description: The id under which Gonogo finds this run again
        required: true
        type: string`;

test('gives the whole trigger with its inputs when the workflow cannot be started by hand', () => {
  expect(lacksOfText(`${runName}on:\n  push:\n    branches: [main]\n`)).toEqual([
    { what: 'trigger', lines: `on:\n  workflow_dispatch:\n    inputs:\n${releaseInput}\n${idInput}` },
  ]);
});

test.each(['on: push', 'on: [push, schedule]'])(
  'keeps the present triggers of "%s" in the lines that replace it',
  (on) => {
    const [lack] = lacksOfText(`${runName}${on}\n`);
    const fixed: unknown = parse(`${runName}${lack?.lines}`);

    expect(lack).toMatchObject({
      what: 'trigger',
      lines: expect.stringMatching(/^# instead of the present "on"\non:\n {2}push:\n/),
    });
    expect(lacksOf(fixed, wanted)).toEqual([]);
  },
);

test.each(['on: workflow_dispatch', 'on: [push, workflow_dispatch]', 'on:\n  workflow_dispatch:'])(
  'names each input that is missing under "%s"',
  (on) => {
    expect(whatLacks(`${runName}${on}\n`)).toEqual(['input release_sha', 'input gonogo_request_id']);
  },
);

test('gives the exact lines of one missing input', () => {
  expect(lacksOfText(`${runName}on:\n  workflow_dispatch:\n    inputs:\n      release_sha:\n`)).toEqual([
    { what: 'input', name: 'gonogo_request_id', lines: `on:\n  workflow_dispatch:\n    inputs:\n${idInput}` },
  ]);
});

test('understands a trigger that YAML 1.1 read under the key true', () => {
  const workflow: unknown = parse(`${runName}on:\n  workflow_dispatch:\n${inputs}`, { version: '1.1' });

  expect(Object.keys(workflow as object)).toContain('true');
  expect(lacksOf(workflow, wanted)).toEqual([]);
});

test('names an input that the workflow requires and nobody sends', () => {
  const text = `${runName}on:\n  workflow_dispatch:\n    inputs:\n      release_sha:\n      gonogo_request_id:\n      region: { required: true }\n      slot: { required: true, default: blue }\n      debug: { required: false }\n`;

  expect(lacksOfText(text)).toEqual([
    {
      what: 'input',
      name: 'region',
      lines:
        'on:\n  workflow_dispatch:\n    inputs:\n      region: # Gonogo does not send it\n        required: false # or give it a default',
    },
  ]);
});

test.each(['choice', 'boolean', 'number', 'environment'])('asks for text where an input is a %s', (type) => {
  const text = `${runName}on:\n  workflow_dispatch:\n    inputs: { release_sha: { type: ${type} }, gonogo_request_id: {} }\n`;

  expect(lacksOfText(text)).toMatchObject([
    { what: 'input', name: 'release_sha', lines: expect.stringContaining('        type: string') },
  ]);
});

test.each([
  'Deploy ${{ inputs.gonogo_request_id }}',
  'Deploy ${{inputs.gonogo_request_id}}',
  '${{ github.event.inputs.gonogo_request_id }}',
  "${{ inputs['gonogo_request_id'] }}",
  "${{ format('Deploy {0} ({1})', inputs.release_sha, inputs.gonogo_request_id) }}",
  "${{ inputs.gonogo_request_id || 'by hand' }}",
])('finds the id in the run’s name %s', (name) => {
  expect(lacksOf({ 'run-name': name, on: parse(`workflow_dispatch:\n${inputs}`) }, wanted)).toEqual([]);
});

test.each([
  'Deploy gonogo_request_id',
  'Deploy inputs.gonogo_request_id',
  'Deploy ${{ inputs.gonogo_request_id_2 }}',
  'Deploy ${{ inputs.gonogo_request }}',
  'Deploy ${{ my.inputs.gonogo_request_id }}',
  'Deploy ${{ env.gonogo_request_id }}',
])('does not take %s for a name that carries the id', (name) => {
  expect(lacksOf({ 'run-name': name, on: parse(`workflow_dispatch:\n${inputs}`) }, wanted)).toMatchObject([
    { what: 'run-name' },
  ]);
});

test.each([
  ['', 'run-name: Deploy ${{ inputs.release_sha }} (${{ inputs.gonogo_request_id }})'],
  ['Deploy to production', 'run-name: Deploy to production (${{ inputs.gonogo_request_id }})'],
  ['Deploy: it’s #1', "run-name: 'Deploy: it’s #1 (${{ inputs.gonogo_request_id }})'"],
  ["${{ github.actor }}'s deploy", "run-name: '${{ github.actor }}''s deploy (${{ inputs.gonogo_request_id }})'"],
])('keeps the present run name %j and adds the id', (present, lines) => {
  const on: unknown = parse(`workflow_dispatch:\n${inputs}`);
  const workflow = present === '' ? { on } : { 'run-name': present, on };

  expect(lacksOf(workflow, wanted)).toEqual([{ what: 'run-name', lines }]);
  expect(lacksOf({ on, ...(parse(lines) as object) }, wanted)).toEqual([]);
});

test('uses the names that the lane’s workflow has for our inputs', () => {
  const asked = { inputs: ['sha', 'ticket-id'], idInput: 'ticket-id' };
  const lacks = lacksOfText('on: workflow_dispatch\n', asked);

  expect(lacks).toMatchObject([
    { what: 'input', name: 'sha' },
    { what: 'input', name: 'ticket-id' },
    { what: 'run-name', lines: 'run-name: Deploy ${{ inputs.sha }} (${{ inputs.ticket-id }})' },
  ]);
});

test.each([null, undefined, 'text', 7, [], {}, { on: 7 }, { on: null }])(
  'finds everything lacking in %j',
  (workflow) => {
    expect(lacksOf(workflow, wanted)).toMatchObject([{ what: 'trigger' }, { what: 'run-name' }]);
  },
);

test('gives lines that make any workflow complete', () => {
  const bare = 'name: Deploy\non:\n  push:\njobs: {}\n';
  const [trigger, name] = lacksOfText(bare);
  const fixed = `${name?.lines}\nname: Deploy\n${trigger?.lines.replace('on:\n', 'on:\n  push:\n')}\njobs: {}\n`;

  expect(lacksOfText(fixed)).toEqual([]);
});
