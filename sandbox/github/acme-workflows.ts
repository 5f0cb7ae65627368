/** Workflow files of the demo's repositories, as they would lie in `.github/workflows/`. */

const checkout = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0';
const uploading = 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2';

/** What a deploy workflow needs in order to be started by Gonogo: the two inputs, and the request's id in the run's name. */
export function deployWorkflow(service: string): string {
  return cloudWorkflow(service, {
    name: 'Cloud deployment pipeline',
    verb: 'Deploy',
    inputs: '',
    manifest: '',
    command: './ops/deploy.sh "$RELEASE_SHA"',
  });
}

/** Puts an earlier candidate back: the same digests, nothing built. Without a manifest of its own it takes the candidate's. */
export function replayWorkflow(service: string): string {
  return cloudWorkflow(service, {
    name: 'Cloud deployment pipeline, replay',
    verb: 'Replay',
    inputs: `      release_manifest:
        description: The candidate's manifest as JSON, in case its artifact has expired
        required: false
        type: string
`,
    manifest: `      - name: Load the manifest of the candidate
        env:
          RELEASE_MANIFEST: \${{ inputs.release_manifest }}
        run: ./ops/load-manifest.sh "$RELEASE_SHA"
`,
    command: './ops/deploy.sh --from manifest.json "$RELEASE_SHA"',
  });
}

type Differences = {
  readonly name: string;
  readonly verb: string;
  /** Lines of YAML, each with its line end; or nothing. */
  readonly inputs: string;
  readonly manifest: string;
  readonly command: string;
};

function cloudWorkflow(service: string, { name, verb, inputs, manifest, command }: Differences): string {
  return `name: ${name}
run-name: ${verb} \${{ inputs.release_sha }} (\${{ inputs.gonogo_request_id }})

on:
  workflow_dispatch:
    inputs:
      release_sha:
        description: The approved commit, 40 hexadecimal digits
        required: true
        type: string
      gonogo_request_id:
        description: The dispatch that started this run
        required: true
        type: string
${inputs}
concurrency:
  group: deploy-${service}-production
  cancel-in-progress: false

permissions:
  contents: read
  id-token: write

env:
  RELEASE_SHA: \${{ inputs.release_sha }}

jobs:
  verify:
    name: verify
    runs-on: ubuntu-latest
    steps:
      - name: Check out the approved commit
        uses: ${checkout}
        with:
          ref: \${{ env.RELEASE_SHA }}
      - name: Verify that it is the approved commit
        run: test "$(git rev-parse HEAD)" = "$RELEASE_SHA"
${manifest}
  deploy:
    name: deploy
    needs: verify
    runs-on: ubuntu-latest
    environment: production
    steps:
      - name: Sign in to Azure
        run: ./ops/sign-in.sh
      - name: Deploy the images
        run: ${command}
${uploadStep('infra', 'inputs.release_sha')}
  smoke:
    name: smoke
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - name: Smoke test
        run: ./ops/smoke.sh "$RELEASE_SHA"
${uploadStep('deploy', 'inputs.release_sha')}${uploadStep('release', 'inputs.release_sha')}${uploadStep('pipeline', 'inputs.release_sha')}`;
}

/** Tests a commit of main or of a hotfix, and builds its images, once. */
export function commitStageWorkflow(): string {
  return `${pushWorkflow('Commit stage', 'test')}      - name: Run the tests
        run: ./ops/test.sh
${uploadStep('tests', 'github.sha')}      - name: Build the images
        run: ./ops/build.sh
${uploadStep('release-candidate', 'github.sha')}`;
}

export function integrationGateWorkflow(): string {
  return `${pushWorkflow('Integration gate', 'integration')}      - name: Run the scenarios
        run: ./ops/integration.sh
${uploadStep('scorecard', 'github.sha')}`;
}

function pushWorkflow(name: string, job: string): string {
  return `name: ${name}

on:
  push:
    branches: [main, 'hotfix/**']

permissions:
  contents: read

jobs:
  ${job}:
    name: ${job}
    runs-on: ubuntu-latest
    steps:
      - name: Check out
        uses: ${checkout}
`;
}

function uploadStep(kind: string, sha: string): string {
  return `      - name: Publish ${kind}
        uses: ${uploading}
        with:
          name: ${kind}-\${{ ${sha} }}
          path: .artifacts
          include-hidden-files: true
`;
}

/** `.github/policy/pipeline-policy.json`: what the repository itself asks of each release. */
export function pipelinePolicy(): string {
  const policy = {
    schemaVersion: 1,
    requiredWorkflows: [
      { file: 'commit-stage.yml', branch: 'main' },
      { file: 'integration-gate.yml', branch: 'main' },
    ],
    requiredEvidence: ['release-candidate'],
    registries: ['acme.azurecr.io'],
    requiredVariables: [...requiredVariables.keys()],
    forbiddenWorkflows: [],
    allowedSecrets: [],
    pinnedActions: true,
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** What the production environment of the demo is configured with. */
export const requiredVariables: ReadonlyMap<string, string> = new Map([
  ['AZURE_TENANT_ID', '11111111-1111-4111-8111-111111111111'],
  ['AZURE_SUBSCRIPTION_ID', '22222222-2222-4222-8222-222222222222'],
  ['AZURE_RESOURCE_GROUP', 'acme-production'],
  ['AZURE_GITHUB_CLIENT_ID', '33333333-3333-4333-8333-333333333333'],
  ['ACR_NAME', 'acme'],
  ['KEY_VAULT_NAME', 'acme-production'],
]);
