/** Workflow files of the demo's repositories, as they would lie in `.github/workflows/`. */

const checkout = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0';

/** What a deploy workflow needs in order to be started by Gonogo: the two inputs, and the request's id in the run's name. */
export function deployWorkflow(service: string): string {
  return `name: Cloud deployment pipeline
run-name: Deploy \${{ inputs.release_sha }} (\${{ inputs.gonogo_request_id }})

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

  deploy:
    name: deploy
    needs: verify
    runs-on: ubuntu-latest
    environment: production
    steps:
      - name: Sign in to Azure
        run: ./ops/sign-in.sh
      - name: Deploy the images
        run: ./ops/deploy.sh "$RELEASE_SHA"

  smoke:
    name: smoke
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - name: Smoke test
        run: ./ops/smoke.sh "$RELEASE_SHA"
`;
}

export function commitStageWorkflow(): string {
  return `name: Commit stage

on:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  test:
    name: test
    runs-on: ubuntu-latest
    steps:
      - name: Check out
        uses: ${checkout}
      - name: Run the tests
        run: ./ops/test.sh
`;
}
